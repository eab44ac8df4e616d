"""Where a product or a topic is used: what must be gone before it can be deleted."""

from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.models import ReferenceIndex

from content.models import Product, Topic

# Rooms above tell theirs: functions that take the product or topic and return sentences like the one below.
HOOK = "identity_uses"


def uses_of(subject: Product | Topic) -> list[str]:
    """Return what uses it, as "3 pages"; [] where nothing does."""
    references = ReferenceIndex.get_references_to(subject)
    pages = references.values("base_content_type", "object_id").distinct().count()
    uses = [ngettext("%(count)d page", "%(count)d pages", pages) % {"count": pages}] if pages else []
    for told in hooks.get_hooks(HOOK):
        uses += told(subject)
    return uses
