"""Cursors survive the round trip, refuse the rest, and lead a reader through an edition without a gap."""

import base64
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings, strategies as st

from feeds.cursor import (
    LARGEST,
    LATEST,
    ArchiveCursor,
    BadCursor,
    EditionCursor,
    NewestCursor,
    decode,
    encode,
    offset_after,
)
from feeds.planning import CUSTOMER, EDITORIAL, Candidate, PlanConfig, plan

always = settings(max_examples=150, derandomize=True, deadline=None)
numbers = st.integers(0, LARGEST)
times = st.integers(0, LATEST)
cursors = (
    st.builds(EditionCursor, numbers, numbers, st.none() | numbers)
    | st.builds(ArchiveCursor, times, numbers, st.none() | numbers)
    | st.builds(ArchiveCursor, st.none(), st.none(), st.none() | numbers)
    | st.builds(NewestCursor, times, numbers)
)


def raw(*written):
    return base64.urlsafe_b64encode(bytes(written)).rstrip(b"=").decode()


class TestEncode:
    @always
    @given(cursors)
    def test_comes_back_as_it_was_and_of_its_kind(self, cursor):
        again = decode(encode(cursor))
        assert again == cursor
        assert type(again) is type(cursor)

    @always
    @given(cursors)
    def test_fits_in_an_address_as_it_is(self, cursor):
        assert re.fullmatch(r"[A-Za-z0-9_-]{4,42}", encode(cursor))

    def test_is_short(self):
        assert encode(EditionCursor(12, 40, 345)) == "EAwo2gI"
        assert len(encode(ArchiveCursor(1_790_000_000_000_000, 1_000_000, 345))) == 19

    def test_tells_none_from_nought(self):
        assert decode(encode(EditionCursor(1, 0, None))) != decode(encode(EditionCursor(1, 0, 0)))

    @pytest.mark.parametrize("value", [-1, LARGEST + 1, None, "7", 1.0, True])
    def test_refuses_what_is_no_number_of_a_database(self, value):
        with pytest.raises(ValueError, match="entry of a cursor must be a whole number"):
            encode(NewestCursor(1, value))

    def test_refuses_half_a_place_in_the_archive(self):
        for cursor in (ArchiveCursor(published=1), ArchiveCursor(entry=1)):
            with pytest.raises(ValueError, match="go together"):
                encode(cursor)


class TestDecode:
    @always
    @given(st.text() | st.text("AEIQgw_-0123=", max_size=50) | st.binary(max_size=40).map(lambda b: raw(*b)))
    def test_takes_only_what_encode_wrote(self, text):
        try:
            cursor = decode(text)
        except BadCursor:
            return
        assert encode(cursor) == text

    @always
    @given(cursors, st.integers(0, 41), st.characters(max_codepoint=0x2FF))
    def test_takes_no_changed_text_for_the_same_cursor(self, cursor, place, character):
        text = encode(cursor)
        changed = text[:place] + character + text[place + 1 :]
        try:
            again = decode(changed)
        except BadCursor:
            return
        assert changed == text or again != cursor

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "A",
            "E",
            "EA",
            "EAwo2g",  # cut short
            "EAwo2gI=",  # padded
            "EAwo2gI\n",
            " EAwo2gI",
            "EAwo2gI" * 9,
            "EAwo2gÍ",
            "ＥＡwo2gI",  # full-width letters
            "%45Awo2gI",
            "0",
            "-1",
            "null",
        ],
    )
    def test_refuses(self, text):
        with pytest.raises(BadCursor):
            decode(text)

    @pytest.mark.parametrize("text", [None, 7, b"EAwo2gI"])
    def test_refuses_what_is_no_text(self, text):
        with pytest.raises(BadCursor):
            decode(text)

    def test_refuses_half_a_place_in_the_archive(self):
        assert decode(raw(0x11, 2, 2, 0)) == ArchiveCursor(1, 1)
        for fields in ([0, 2, 0], [2, 0, 0]):
            with pytest.raises(BadCursor):
                decode(raw(0x11, *fields))

    @always
    @given(cursors)
    def test_gives_times_a_datetime_can_hold(self, cursor):
        published = getattr(decode(encode(cursor)), "published", None) or 0
        assert datetime.fromtimestamp(published / 1_000_000, UTC).year < 5139

    def test_refuses_another_version_or_kind(self):
        assert decode(raw(0x12, 1, 1)) == NewestCursor(1, 1)
        for first in (0x02, 0x22, 0x13, 0x1F):
            with pytest.raises(BadCursor):
                decode(raw(first, 1, 1))

    def test_refuses_fields_too_many_too_few_or_too_large(self):
        largest = [255] * 8 + [127]
        assert decode(raw(0x12, 1, *largest)) == NewestCursor(1, LARGEST)
        for fields in ([1], [1, 1, 1], [1, *[128] * 9, 1], [*largest, 1], [129, 0, 1], [1, 129]):
            with pytest.raises(BadCursor):
                decode(raw(0x12, *fields))


class TestOffsetAfter:
    def test_is_the_slot_that_follows_the_entry(self):
        assert offset_after([7, 8, 9], 8) == 2
        assert offset_after(iter([7, 8, 9]), 9) == 3

    def test_is_the_start_when_the_entry_has_gone_or_nothing_was_shown(self):
        assert offset_after([7, 8, 9], 4) == 0
        assert offset_after([7, 8, 9], None) == 0


class Site:
    """A feed that changes while it is read: entries, kept editions, what has been taken down."""

    config = PlanConfig(size=30)

    def __init__(self, entries):
        self.entries = {entry.id: entry for entry in entries}
        self.taken_down = set()
        self.editions = []
        self.replan()

    def replan(self):
        public = [entry for key, entry in self.entries.items() if key not in self.taken_down]
        self.editions.append([slot.id for slot in plan(public, config=self.config)])

    def page(self, text, length):
        """Return the next `length` public entries and the text for what follows them."""
        cursor = decode(text)
        ids = self.editions[cursor.edition]
        shown, offset = [], cursor.offset
        while offset < len(ids) and len(shown) < length:
            if ids[offset] not in self.taken_down:
                shown.append(ids[offset])
            offset += 1
        after = shown[-1] if shown else cursor.after
        return shown, encode(EditionCursor(cursor.edition, offset, after))


class TestPaging:
    @always
    @given(
        st.lists(st.tuples(st.booleans(), st.integers(0, 50), st.integers(1, 5)), min_size=1, max_size=60),
        st.lists(
            st.tuples(st.sampled_from(["arrives", "is rated", "is taken down"]), st.integers(0, 80)),
            max_size=40,
        ),
        st.integers(1, 7),
    )
    def test_shows_the_edition_in_order_whatever_happens_meanwhile(self, drawn, events, length):
        site = Site(
            Candidate(n, EDITORIAL if brand else CUSTOMER, key, author=author)
            for n, (brand, key, author) in enumerate(drawn)
        )
        begun = list(site.editions[0])
        text = encode(EditionCursor(0, 0))
        seen = []
        for _turn in range(len(begun) + 1):
            shown, text = site.page(text, length)
            assert not site.taken_down.intersection(shown)
            seen += shown
            for event, number in events[:3]:
                if event == "arrives":
                    site.entries[1000 + len(site.entries)] = Candidate(
                        1000 + len(site.entries), CUSTOMER, 100 + number, author=number
                    )
                elif event == "is rated" and number in site.entries:
                    site.entries[number] = site.entries[number]._replace(key=200 + number)
                elif event == "is taken down":
                    site.taken_down.add(number)
                site.replan()
            events = events[3:]
        assert seen == [entry for entry in begun if entry in set(seen)]
        assert len(seen) == len(set(seen))
        assert set(begun) - set(seen) <= site.taken_down

    def test_goes_on_after_the_same_entry_when_the_edition_is_no_longer_kept(self):
        site = Site(Candidate(n, CUSTOMER, -n, author=n) for n in range(20))
        shown, text = site.page(encode(EditionCursor(0, 0)), 5)
        site.entries[99] = Candidate(99, CUSTOMER, 1, author=99)
        site.replan()
        current = site.editions[-1]
        offset = offset_after(current, decode(text).after)
        assert current[offset:] == [n for n in range(20) if n not in shown]
