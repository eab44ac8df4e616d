"""What an idea's page shows of deciding together: the steps the brand took, each signed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, QuerySet, When
from django.utils.translation import get_language
from wagtail.models import Page

from community.models import IdeaState, IdeaStep, Notification, Post
from community.places import public_pages
from content.cards import address_of
from content.shown import shown_pages
from pagecache import note

TONES = {IdeaState.PLANNED: "good", IdeaState.DONE: "good", IdeaState.NOT_NOW: "warn"}
"""What the label of a state looks like; the others are plain."""


@dataclass(frozen=True)
class Step:
    """What the brand said, with the page that shows it: in the reader's language, if it is there."""

    row: IdeaStep
    label: str
    tone: str
    page_title: str = ""
    page_url: str = ""


def tone_of(state: str) -> str:
    return TONES.get(IdeaState(state), "")


def steps_of(idea: Post) -> list[Step]:
    """Return what the brand said of an idea, the latest first: a query, one more where something is done."""
    rows = list(idea.idea_steps.select_related("page").order_by("-at", "-pk"))
    pages = _in_reach(row.page for row in rows if row.page)
    return [_step(row, pages.get(str(row.page.translation_key)) if row.page else None) for row in rows]


def _step(row: IdeaStep, page: Page | None) -> Step:
    return Step(
        row=row,
        label=str(IdeaState(row.state).label),
        tone=tone_of(row.state),
        page_title=page.title if page else "",
        page_url=address_of(page, get_language() or "en") if page else "",
    )


def _in_reach(pages: Iterable[Page]) -> dict[str, Page]:
    """Return of each page a translation everybody may read: the one in the reader's language, or any."""
    keys = {page.translation_key for page in pages}
    if not keys:
        return {}
    foreign_first = Case(When(locale__language_code=get_language(), then=1), default=0)
    found = list(shown_pages().filter(translation_key__in=keys).order_by(foreign_first, "pk"))
    note(*(f"page:{page.pk}" for page in found))
    return {str(page.translation_key): page for page in found}


def pages_to_choose(idea: Post) -> tuple[list[Page], QuerySet[Page]]:
    """Return the pages that may show that an idea is done: those that thank its author for it, then all."""
    language = get_language() or "en"
    thanked = Notification.objects.filter(kind=Notification.Kind.CREDIT, post=idea)
    keys = set(thanked.values_list("facts__page", flat=True))
    pages = public_pages().filter(locale__language_code=language).order_by("title", "pk")
    return [page for page in pages if str(page.translation_key) in keys], pages
