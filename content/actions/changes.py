"""What follows when editorial changes: the signed-out pages that show it go stale with the change itself."""

from django.db import transaction
from wagtail.models import Page

from content.models import Product, Topic
from pagecache import raise_generations


@transaction.atomic
def page_changed(page: Page) -> None:
    """A page is live, newer or live no longer: it, its translations, which link to it, and lists of pages."""
    twins = Page.objects.filter(translation_key=page.translation_key).values_list("pk", flat=True)
    raise_generations("pages", f"page:{page.pk}", *(f"page:{pk}" for pk in twins))


@transaction.atomic
def branch_changed(page_id: int) -> None:
    """A page and all below it have other addresses or other readers: as `page_changed`, for each of them."""
    top = Page.objects.filter(pk=page_id).first()
    if top is None:
        return
    keys = Page.objects.descendant_of(top, inclusive=True).values("translation_key")
    pages = Page.objects.filter(translation_key__in=keys).values_list("pk", flat=True)
    raise_generations("pages", *(f"page:{pk}" for pk in pages))


@transaction.atomic
def brand_changed() -> None:
    """The brand has another name or look: every page prints both."""
    raise_generations("brand")


@transaction.atomic
def identity_changed(subject: Product | Topic, *, is_renamed: bool = False) -> None:
    """A product or a topic looks otherwise: its own page, and the lists that show every one.

    One that `is_renamed` is named and linked to by cards, stories and menus: every page is drawn anew.
    """
    everywhere = ["brand"] if is_renamed else []
    raise_generations(f"{subject._meta.model_name}:{subject.pk}", "pages", "feeds", "hub", *everywhere)
