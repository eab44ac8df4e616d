"""Readers page while the site changes: nothing twice, nothing lost but what was taken down, all in order.

Once through the database, by the actions of members and marketers; once larger, on the pure parts alone.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from random import Random

import pytest
from django.utils import timezone

from community import actions as community
from community.actions.contributing import Words
from community.actions.rating import rate_post
from community.models import Member, Post
from content.brand import current_brand
from feeds import actions
from feeds.cursor import ArchiveCursor, EditionCursor, decode, encode
from feeds.models import Edition, Feed, FeedEntry
from feeds.page import NEWEST, PLANNED, FeedPage
from feeds.planning import CUSTOMER, EDITORIAL, Candidate, PlanConfig, plan
from feeds.reading import find_feed, read_feed
from tests.factories import make_marketer, make_member, make_post, make_story, plan_feeds


def read(after: str = "", order: str = PLANNED) -> FeedPage:
    feed = find_feed("home", "en")
    return read_feed(feed, slug="home", title="Home", brand=current_brand(), after=after, order=order)


def names(page: FeedPage) -> list[str]:
    """What stands on a page, as posts and pages by their ids."""
    return [
        f"post {each.row.post_id}" if each.row.post_id else f"page {each.row.page_id}"
        for each in page.entries
    ]


class Reader:
    """Somebody who turns page after page; what they would have read at once is what they are owed."""

    def __init__(self, order: str) -> None:
        self.order = order
        self.owed = self._at_once()
        self.seen: list[str] = []
        self.after: str | None = ""
        self.turn()

    def _at_once(self) -> list[str]:
        page = read("", self.order)
        found = names(page)
        while page.next_cursor:
            page = read(page.next_cursor, self.order)
            found += names(page)
        return found

    def turn(self) -> None:
        if self.after is not None:
            page = read(self.after, self.order)
            self.seen += names(page)
            self.after = page.next_cursor or None

    def check(self, taken_down: set[str], put_back: set[str]) -> None:
        twice = {name for name, times in Counter(self.seen).items() if times > 1}
        assert twice <= put_back, "something came twice"
        stood = set(self.owed) - put_back
        owed = [name for name in self.owed if name in stood.intersection(self.seen)]
        assert [name for name in self.seen if name in stood] == owed, "out of order"
        assert stood - set(self.seen) <= taken_down, "something was lost"


class Site:
    """What happens on a site, one thing at a time, by its members' own actions."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.raters: list[Member] = [make_member() for _ in range(6)]
        self.marketer = make_marketer()
        self.taken_down: set[str] = set()
        self.put_back: set[str] = set()
        for number in range(55):
            make_post(title=f"Post {number}")
        for number in range(6):
            make_story(f"Story {number}")
        plan_feeds()
        # Small editions, so that readers come through the archive as well.
        Feed.objects.update(config={"size": 45}, dirty_at=timezone.now())
        plan_feeds()

    def events(self) -> list[Callable[[Post], None]]:
        """Three of each kind, in no order."""
        kinds = [self.come, self.rate, self.take_down, self.take_down_and_put_back, self.edit, self.choose]
        return self.chance.sample(3 * kinds, 18)

    def happen(self, what: Callable[[Post], None]) -> None:
        what(self.chance.choice(Post.objects.published().order_by("pk")))
        if self.chance.random() < 0.7:
            plan_feeds()

    def come(self, _post: Post) -> None:
        make_post(title="Just now")

    def rate(self, post: Post) -> None:
        for rater in self.chance.sample(self.raters, 3):
            rate_post(post, by=rater, value=5)

    def take_down(self, post: Post) -> None:
        community.withdraw(post, by=post.author)
        self.taken_down.add(f"post {post.pk}")

    def take_down_and_put_back(self, post: Post) -> None:
        community.remove(post)
        community.restore(post)
        self.put_back.add(f"post {post.pk}")

    def edit(self, post: Post) -> None:
        words = Words(title="Better words", body="<p>What was said before, and said better now.</p>")
        community.submit_edit(post, by=post.author, words=words)

    def choose(self, post: Post) -> None:
        feed = Feed.objects.get(slug="home", language="en")
        actions.place(feed, by=self.marketer, post=post)


@pytest.mark.django_db
class TestReadersOfTheSite:
    @pytest.mark.parametrize("seed", [1, 2])
    def test_see_everything_once_and_in_order_whatever_happens_meanwhile(self, seed: int):
        chance = Random(seed)
        site = Site(chance)
        readers = [Reader(PLANNED), Reader(NEWEST)]
        for what in site.events():
            site.happen(what)
            if len(readers) < 5:
                readers.append(Reader(PLANNED))
            chance.choice(readers).turn()
        for reader in readers:
            while reader.after is not None:
                reader.turn()
        assert len(site.taken_down) == 3
        assert Feed.objects.get(slug="home", language="en").current_edition.number > 3
        for reader in readers:
            reader.check(site.taken_down, site.put_back)


@pytest.fixture
def archive_site() -> Site:
    """A site of 61 entries, of which an edition holds 20."""
    site = Site(Random(3))
    Feed.objects.update(config={"size": 20}, dirty_at=timezone.now())
    plan_feeds()
    return site


def edition() -> Edition:
    return Edition.objects.filter(feed__slug="home", feed__language="en").latest("number")


def held_by(edition: Edition) -> list[str]:
    """What stands in an edition, as `names` says it of a page."""
    rows = FeedEntry.objects.in_bulk([row[0] for row in edition.slots])
    found = [rows[row[0]] for row in edition.slots]
    return [f"post {row.post_id}" if row.post_id else f"page {row.page_id}" for row in found]


@pytest.mark.django_db
class TestKeptNoLonger:
    def test_in_the_archive_too_one_goes_on_at_the_same_entry(self, archive_site: Site):
        reader = Reader(PLANNED)
        reader.turn()
        cursor = decode(reader.after or "")
        assert isinstance(cursor, ArchiveCursor)
        assert cursor.entry
        begun = edition()
        for _number in range(3):
            make_post(title="Just now")
            plan_feeds()
        begun.delete()
        last = reader.seen[-1]
        while reader.after is not None:
            reader.turn()
        assert reader.seen[reader.seen.index(last) + 1] == reader.owed[reader.owed.index(last) + 1]
        assert set(reader.owed) <= set(reader.seen)

    def test_one_goes_on_at_the_same_entry_of_the_next_that_is_kept(self, archive_site: Site):
        begun = edition()
        at = EditionCursor(begun.pk, 18, begun.slots[17][0])
        make_post(title="Just now")
        Feed.objects.update(config={"size": 45}, dirty_at=timezone.now())
        plan_feeds()
        kept = edition()
        # In the one that stands now that entry is no more.
        Feed.objects.update(config={"size": 2}, dirty_at=timezone.now())
        plan_feeds()
        begun.delete()
        place = [row[0] for row in kept.slots].index(at.after)
        assert names(read(encode(at))) == held_by(kept)[place + 1 : place + 21]

    def test_where_that_entry_stands_nowhere_one_begins_anew(self, archive_site: Site):
        begun = edition().pk
        make_post(title="Just now")
        plan_feeds()
        Edition.objects.filter(pk=begun).delete()
        assert names(read(encode(EditionCursor(begun, 20, 10**9)))) == names(read())


@pytest.mark.django_db
class TestPutBack:
    def test_whoever_read_it_before_meets_it_again_in_the_archive_and_nothing_else(self, archive_site: Site):
        reader = Reader(PLANNED)
        name = next(name for name in reader.seen if name.startswith("post"))
        post = Post.objects.get(pk=name.removeprefix("post "))
        community.remove(post)
        plan_feeds()
        community.restore(post)
        plan_feeds()
        while reader.after is not None:
            reader.turn()
        assert [name for name, times in Counter(reader.seen).items() if times > 1] == [name]
        assert set(reader.seen) == set(reader.owed)


class PureSite:
    """Five hundred entries, planned and read without a database: an edition of 240, and what follows it."""

    config = PlanConfig()

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.entries: dict[int, Candidate] = {}
        self.gone: set[int] = set()
        self.editions: list[list[int]] = []
        for _number in range(500):
            self.arrive()
        self.replan()

    def arrive(self) -> None:
        pk = len(self.entries)
        lane = EDITORIAL if self.chance.random() < 0.2 else CUSTOMER
        author, topic = int(self.chance.expovariate(0.02)), self.chance.randrange(12)
        self.entries[pk] = Candidate(pk, lane, pk * 1000, author, self.chance.randrange(9), topic)

    def happen(self) -> None:
        event, pk = self.chance.random(), self.chance.randrange(len(self.entries))
        if event < 0.4:
            self.arrive()
        elif event < 0.8:
            self.entries[pk] = self.entries[pk]._replace(key=self.entries[pk].key + 100_000)
        else:
            self.gone.add(pk)

    def replan(self) -> None:
        public = [entry for pk, entry in self.entries.items() if pk not in self.gone]
        self.editions.append([slot.id for slot in plan(public, config=self.config)])

    def pages(self) -> Iterator[list[int]]:
        """Read from the newest edition on, page after page; each page as the site is at that moment."""
        text = encode(EditionCursor(len(self.editions) - 1, 0))
        while text:
            cursor = decode(text)
            if isinstance(cursor, EditionCursor):
                ids = self.editions[cursor.edition]
                ahead = ids[cursor.offset : cursor.offset + 20]
                at = cursor.offset + len(ahead)
                following = EditionCursor(cursor.edition, at) if at < len(ids) else None
                text = encode(following or ArchiveCursor(edition=cursor.edition))
                yield [pk for pk in ahead if pk not in self.gone]
            else:
                held, below = set(self.editions[cursor.edition]), cursor.entry
                left = (pk for pk in sorted(self.entries, reverse=True) if below is None or pk < below)
                page = [pk for pk in left if pk not in held and pk not in self.gone][:20]
                text = encode(ArchiveCursor(page[-1], page[-1], cursor.edition)) if page else ""
                yield page


class TestManyReaders:
    def test_see_everything_once_and_lose_only_what_was_taken_down(self) -> None:
        chance = Random(4)
        site = PureSite(chance)
        reading: list[tuple[Iterator[list[int]], list[int], set[int]]] = []
        for number in range(80):
            owed = {pk for pk in site.entries if pk not in site.gone}
            reading.append((site.pages(), [], owed))
            for pages, seen, _owed in chance.sample(reading, min(8, len(reading))):
                site.happen()
                seen += next(pages, [])
            if number % 4 == 0:
                site.replan()
        for pages, seen, owed in reading:
            for page in pages:
                seen += page
            assert len(seen) == len(set(seen))
            assert owed - set(seen) <= site.gone
        assert len(site.editions) == 21
        assert len(site.gone) > 50
