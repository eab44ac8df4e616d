"""Which pages everybody may read."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet


def shown_pages() -> PageQuerySet:
    """Return what `Page.objects.live().public()` returns, without its extra query.

    Wagtail reads all restrictions first and writes them into the condition; here the database looks for one
    at the page or above it, by the paths of the tree.
    """
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = PageViewRestriction.objects.alias(shown=path).filter(shown__startswith=F("page__path"))
    return Page.objects.live().filter(~Exists(above))
