"""One page of a feed, as a template takes it, and the addresses it leads to."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from feeds.membership import HOME
from feeds.planning import CUSTOMER, EDITORIAL
from feeds.showing import Found

PLANNED, NEWEST = "planned", "newest"
YOUNG = 6
"""With fewer entries than this in all, the home page asks for more of them."""


@dataclass(frozen=True)
class Mix:
    """How many entries come from the brand and how many from customers."""

    editorial: int
    customer: int


EMPTY = Mix(0, 0)


def mix_of(lanes: Iterable[str]) -> Mix:
    """Count entries by their lanes."""
    found = Counter(lanes)
    return Mix(found[EDITORIAL], found[CUSTOMER])


@dataclass(frozen=True)
class FeedPage:
    """One page of a feed.

    `is_shared` is false of what one member follows. `edition_mix` is of the whole edition the page was read
    from. `since` says from which on arrivals are counted ("" where they are not), `arrived` how many there
    are. `seen_until` is when a member last came, `is_below_newer` that what came since ended with the page
    before.
    """

    slug: str
    title: str
    entries: list[Found]
    mix: Mix
    next_cursor: str
    order: str
    lang: str
    edition: int | None = None
    edition_mix: Mix | None = None
    is_first: bool = True
    is_shared: bool = True
    only_own: bool = False
    has_own_rules: bool = False
    is_weighted: bool = False
    since: str = ""
    arrived: int = 0
    seen_until: datetime | None = None
    is_below_newer: bool = False

    @property
    def is_newest(self) -> bool:
        return self.order == NEWEST

    @property
    def offers_tools(self) -> bool:
        """Whether there is anything to put in another order, or a way back from having done so."""
        return bool(self.entries) or self.is_newest or self.only_own or not self.is_first

    @property
    def is_young(self) -> bool:
        """Whether all there is stands on the home page and leaves room: it asks for more then."""
        return self.slug == HOME and self.is_first and not self.next_cursor and len(self.entries) < YOUNG

    @property
    def came_since(self) -> int:
        """How many of these came since the member was last here."""
        return sum(self._is_new(each) for each in self.entries)

    @property
    def parts(self) -> list[list[Found]]:
        """The entries; newest first, in two parts where a line says that a member was here before."""
        new = self.came_since
        if not self.is_newest or self.seen_until is None or not (new or self.is_below_newer):
            return [self.entries]
        return [self.entries[:new], self.entries[new:]] if new < len(self.entries) else [self.entries]

    def _is_new(self, each: Found) -> bool:
        return bool(self.seen_until and each.row.published_at > self.seen_until)

    @property
    def top_url(self) -> str:
        """The same list from its top, as it is now."""
        return self._address()

    @property
    def planned_url(self) -> str:
        return self._address(order=PLANNED)

    @property
    def newest_url(self) -> str:
        return self._address(order=NEWEST)

    @property
    def own_language_url(self) -> str:
        return self._address(only_own=True)

    @property
    def all_languages_url(self) -> str:
        return self._address(only_own=False)

    @property
    def next_url(self) -> str:
        """Where the next page is, "" after the last. In an edition the cursor itself says when one came."""
        since = self.since if self.is_newest else ""
        return self._address(after=self.next_cursor, since=since) if self.next_cursor else ""

    @property
    def arrivals_url(self) -> str:
        """What a page asks that stays open, "" where nothing is to be asked."""
        if not self.since:
            return ""
        address = reverse("feeds:arrivals", args=[self.slug])
        return address + self._address(since=self.since)

    @property
    def ranking_url(self) -> str:
        """How ranking works, with the numbers of this feed where it has its own."""
        address = reverse("feeds:ranking")
        return f"{address}?{urlencode({'feed': self.slug})}" if self.has_own_rules else address

    def _address(self, *, order: str = "", only_own: bool | None = None, **more: str) -> str:
        asked = {}
        if (order or self.order) == NEWEST:
            asked["order"] = NEWEST
        if self.only_own if only_own is None else only_own:
            asked["language"] = "own"
        return f"?{urlencode(asked | {name: value for name, value in more.items() if value})}"
