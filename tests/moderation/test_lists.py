"""Lists of words and sites: what counts, from when, for which language, and the look before saving."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community import actions as community
from moderation.actions.listing import AlreadyListed, EntryRetired, add_entry, change_entry, retire_entry
from moderation.catches import SHOWN, caught_by
from moderation.facts import text_of
from moderation.lists import ListEntry, clean_host, clean_word, rules_for
from moderation.models import Case
from moderation.screening import is_listed, listed_word, watched_word
from tests.factories import make_brand_member, make_member, make_moderator, make_post, submit

pytestmark = pytest.mark.django_db

NORWEGIAN = "<p>Jeg kjøpte en kvern i fjor høst og har brukt den hver eneste dag siden.</p>"
LINK = "<p>I bought mine at https://shop.spam.example/cups and like it.</p>"


def signals_of(post) -> dict[str, str]:
    case = Case.objects.filter(post=post).first()
    return {one["code"]: one["detail"] for one in case.signals} if case else {}


def add(value="rolex", kind="word", language="", by=None) -> ListEntry:
    return add_entry(by=by or make_moderator(), kind=kind, language=language, value=value, note="Spam")


class TestAnEntry:
    def test_counts_from_the_next_post_on_and_no_longer_once_retired(self):
        by, words = make_moderator(), "<p>A Rolex for everybody, https://a.example</p>"
        assert submit(body=words).in_feeds
        entry = add(by=by)
        assert signals_of(submit(body=words.replace("everybody", "you")))["watched_word"] == "rolex"
        retire_entry(entry, by=by)
        assert submit(body=words.replace("everybody", "us")).in_feeds

    @pytest.mark.parametrize("says", ["en", "nb"])
    def test_is_not_dodged_by_the_language_the_form_says(self, says):
        add("free chips", language="en")
        add("gratis spinn", language="nb")
        add("spam.example", kind="host", language="nb")
        # Two signals, so that there is a case to read them in.
        link = '<p>Kjøp den på <a href="https://spam.example">denne siden</a>, den er god.</p>'
        spins = f"{NORWEGIAN}<p>Her får du gratis spinn hele helgen.</p>{link}"
        found = signals_of(submit(make_member(), language=says, body=spins))
        assert (found["watched_word"], found["bad_link"]) == ("gratis spinn", "spam.example")
        padded = f"{NORWEGIAN}<p>Come and get your free chips at the weekend.</p>"
        assert self.words_of(padded, says) == "free chips"

    def words_of(self, body: str, language: str) -> str:
        revision = make_post(language=language, body=body).latest_revision
        return listed_word(text_of(revision.post, revision), rules_for(language))

    def test_leaves_an_honest_word_of_another_language_alone(self):
        """“Fart” is speed in Norwegian, and “gift” there is poison or married."""
        add("fart", language="en")
        add("gift", language="nb")
        assert self.words_of(f"{NORWEGIAN}<p>Den maler i full fart om morgenen.</p>", "nb") == ""
        assert self.words_of("<p>It was a gift from my sister, and I use it every day.</p>", "en") == ""
        # What the form says is believed as well: the list of that language always counts.
        assert self.words_of(f"{NORWEGIAN}<p>Den maler i full fart om morgenen.</p>", "en") == "fart"

    def test_counts_where_there_is_too_little_to_tell(self):
        add("casino", language="en")
        assert listed_word("Casino!", rules_for("nb")) == "casino"

    def test_without_a_language_is_for_all(self):
        add("kasino")
        assert {rules_for(code).watched_words for code in ("en", "nb")} == {frozenset({"kasino"})}

    def test_of_a_site_counts_with_what_lies_below_it_and_in_either_spelling(self):
        add("spam.example", kind="host")
        assert signals_of(submit(body=LINK))["bad_link"] == "shop.spam.example"
        add("blåbær.example", kind="host")
        listed = rules_for("en").blocked_hosts
        assert is_listed("www.BLÅBÆR.example", listed)
        assert is_listed("www.xn--blbr-roah.example", listed)
        assert not is_listed("bær.example", listed)

    def test_costs_screening_one_query_however_many_there_are(self):
        for number in range(5):
            add(f"word{number}")
        with CaptureQueriesContext(connection) as queries:
            rules_for("en")
        assert len(queries) == 1

    def test_stands_once_for_a_language(self):
        add()
        with pytest.raises(AlreadyListed):
            add()
        assert ListEntry.objects.count() == 1
        add(language="nb")

    def test_is_changed_by_another_row_that_says_who(self):
        first, second = make_moderator(), make_moderator()
        entry = add(by=first)
        changed = change_entry(entry, by=second, kind="word", language="nb", value="rolex", note="")
        entry.refresh_from_db()
        assert (entry.added_by, entry.retired_by, entry.language) == (first, second, "")
        assert list(ListEntry.objects.live()) == [changed]
        with pytest.raises(EntryRetired):
            change_entry(entry, by=first, kind="word", language="", value="rolexes", note="")
        assert list(ListEntry.objects.live()) == [changed]

    def test_that_would_clash_leaves_the_old_one_as_it_was(self):
        entry, _other = add("rolex"), add("casino")
        with pytest.raises(AlreadyListed):
            change_entry(entry, by=make_moderator(), kind="word", language="", value="casino", note="")
        assert ListEntry.objects.live().count() == 2

    def test_of_two_words_is_found_over_the_end_of_a_line(self):
        assert watched_word("Billige\n  piller her", frozenset({"billige piller"}))


class TestWhatIsTyped:
    @pytest.mark.parametrize(
        ("typed", "held"),
        [("  Billige   PILLER ", "billige piller"), ("ＣＡＳＩＮＯ", "casino"), ("c3", "c3")],
    )
    def test_becomes_a_word_as_screening_reads(self, typed, held):
        assert clean_word(typed) == held

    @pytest.mark.parametrize(
        ("typed", "held"),
        [
            ("https://www.Spam.Example/offer?x=1", "spam.example"),
            ("spam.example.", "spam.example"),
            ("xn--blbr-roah.example", "blåbær.example"),
        ],
    )
    def test_becomes_a_host(self, typed, held):
        assert clean_host(typed) == held

    @pytest.mark.parametrize("typed", ["com", "", "http://[", "a b.example", "1", "..", "." * 300])
    def test_that_is_no_site_is_refused(self, typed):
        with pytest.raises(ValueError, match=r"example\.com"):
            clean_host(typed)

    def test_that_is_this_site_or_above_it_is_refused(self, settings):
        settings.SITE_URL = "https://club.brand.example"
        for typed in ("club.brand.example", "brand.example"):
            with pytest.raises(ValueError, match="itself"):
                clean_host(typed)

    @pytest.mark.parametrize("typed", ["a", "!!", " . "])
    def test_that_says_too_little_is_refused(self, typed):
        with pytest.raises(ValueError, match="two letters"):
            clean_word(typed)


class TestTheLook:
    def test_shows_the_last_posts_it_would_have_caught_and_no_others(self):
        old, latest = make_post(body="<p>My rolex ticks.</p>"), make_post(title="ROLEX or kettle")
        norwegian = make_post(body="<p>Rolex</p>", language="nb")
        make_post(body="<p>rolexes</p>")
        make_post(make_brand_member(), body="<p>Rolex</p>")
        gone = make_post(body="<p>Rolex</p>")
        community.withdraw(gone, by=gone.author)
        assert [(one.post, one.found) for one in caught_by("word", "rolex", "")] == [
            (norwegian, "rolex"), (latest, "rolex"), (old, "rolex"),
        ]  # fmt: skip
        assert [one.post for one in caught_by("word", "rolex", "nb")] == [norwegian]

    def test_of_a_language_sees_what_says_another(self):
        disguised = make_post(language="en", body=f"{NORWEGIAN}<p>Her får du gratis spinn hele helgen.</p>")
        make_post(language="en", body="<p>The words gratis spinn mean free spins, as I was told.</p>")
        assert [one.post for one in caught_by("word", "gratis spinn", "nb")] == [disguised]

    def test_finds_sites_and_what_waits(self):
        post = submit(make_member(), body=LINK)
        assert [(one.post, one.found) for one in caught_by("host", "spam.example", "")] == [
            (post, "shop.spam.example")
        ]

    def test_stops_at_the_last_twenty_and_costs_the_same_for_all(self):
        author = make_member()
        posts = [make_post(author, body="<p>Rolex</p>") for _ in range(SHOWN + 1)]
        with CaptureQueriesContext(connection) as queries:
            found = caught_by("word", "rolex", "")
        assert [one.post for one in found] == posts[:0:-1]
        assert len(queries) == 2


class TestThePage:
    @pytest.fixture
    def desk(self, client):
        client.force_login(make_moderator("Mette"))
        return client

    def send(self, client, **changes):
        row = {"kind": "word", "value": "Rolex", "language": "", "note": "Sold here daily"}
        return client.post(reverse("moderation_list_new"), {**row, **changes})

    def test_saves_only_what_was_looked_at(self, desk):
        make_post(title="My rolex")
        looked = self.send(desk)
        assert "My rolex" in looked.content.decode()
        assert not ListEntry.objects.exists()
        other = self.send(desk, value="casino", shown="word||rolex")
        assert "It would have caught nothing" in other.content.decode()
        assert not ListEntry.objects.exists()
        assert self.send(desk, shown="word||rolex").status_code == 302
        entry = ListEntry.objects.get()
        assert (entry.value, entry.note, entry.added_by.name) == ("rolex", "Sold here daily", "Mette")
        page = desk.get(reverse("moderation_lists")).content.decode()
        assert "Sold here daily" in page

    def test_says_that_it_stands_there_already_and_keeps_what_was_typed(self, desk):
        add()
        refused = self.send(desk, shown="word||rolex")
        assert refused.status_code == 409
        assert "stands on the list already" in refused.content.decode()
        assert "Sold here daily" in refused.content.decode()
        assert ListEntry.objects.count() == 1

    def test_names_what_is_wrong(self, desk):
        assert "such as example.com" in self.send(desk, kind="host", value="com").content.decode()
        assert not ListEntry.objects.exists()

    @pytest.mark.parametrize("kind", ["stars", "tone", ""])
    def test_knows_words_and_sites_and_nothing_else_to_go_by(self, desk, kind):
        assert self.send(desk, kind=kind, value="1", shown=f"{kind}||1").status_code == 200
        assert not ListEntry.objects.exists()

    def test_changes_and_retires(self, desk):
        entry = add()
        address = reverse("moderation_list_entry", args=[entry.pk])
        assert 'value="rolex"' in desk.get(address).content.decode()
        sent = {"kind": "word", "value": "rolexes", "language": "nb", "shown": "word|nb|rolexes"}
        assert desk.post(address, sent).status_code == 302
        changed = ListEntry.objects.live().get()
        assert (changed.value, changed.language) == ("rolexes", "nb")
        assert desk.get(address).status_code == 404
        assert desk.post(reverse("moderation_list_retire", args=[changed.pk])).status_code == 302
        assert not ListEntry.objects.live().exists()
        assert ListEntry.objects.count() == 2
