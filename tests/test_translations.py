"""The Norwegian catalogue is complete and true to its source; what a Norwegian reads is Norwegian."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from community import actions, library_words
from script.messages import PLACES, is_stale
from tests.factories import (
    PASSWORD,
    home,
    make_comment,
    make_member,
    make_post,
    make_product,
    make_product_page,
    make_story,
    make_topic,
    make_waiting_post,
)
from tests.marked import marked, unreachable
from tests.source import ROOT

NORWEGIAN = ROOT / "locale/nb/LC_MESSAGES/django.po"
# Words of the libraries that mean there what they mean here.
SAID_BETTER = {
    *library_words.WORDS,
    "Change my password",
    "Edit",
    "Heading 2",
    "Heading 3",
    "Save draft",
    "Sign in with a passkey",
    "Update",
    "URL",
    "draft",
    "slug",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}|</?\w+")


def entries() -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(NORWEGIAN)) if not entry.obsolete]


def told(entry: polib.POEntry) -> Iterator[tuple[str, str]]:
    """Yield each form of the message with its translation."""
    if entry.msgid_plural:
        yield entry.msgid, entry.msgstr_plural[0]
        yield entry.msgid_plural, entry.msgstr_plural[1]
    else:
        yield entry.msgid, entry.msgstr


class TestCatalogue:
    def test_it_holds_every_marked_string_and_no_other(self):
        held = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in entries()}
        found = marked()
        # gettext keeps one entry for a message that stands alone here and with a plural there.
        alone = {(context, message) for context, message, plural in found if not plural}
        missing = [
            f"{path}: {mark.message}"
            for mark, path in found.items()
            if mark not in held and not (not mark.plural and any(mark[:2] == entry[:2] for entry in held))
        ]
        unused = [entry[1] for entry in held if entry not in found and entry[:2] not in alone]
        assert not missing, f"run makemessages (CONTRIBUTING.md), then translate: {missing}"
        assert not unused, f"run makemessages (CONTRIBUTING.md): {unused}"

    def test_every_entry_is_translated_and_none_is_a_guess(self):
        assert [entry.msgid for entry in entries() if not entry.translated() or entry.fuzzy] == []

    def test_placeholders_and_tags_are_kept(self):
        for entry in entries():
            for message, translation in told(entry):
                assert set(PLACEHOLDER.findall(translation)) == set(PLACEHOLDER.findall(message)), message

    def test_it_changes_no_word_of_the_libraries(self):
        """Ours win over theirs, in their pages too: what means something else there needs a context."""
        ours = {entry.msgid: entry.msgstr for entry in entries() if entry.msgctxt is None}
        changed = {
            entry.msgid
            for library in ("wagtail", "allauth", "django")
            for catalogue in Path(find_spec(library).origin).parent.rglob("locale/nb/LC_MESSAGES/django.mo")
            for entry in polib.mofile(str(catalogue))
            if entry.msgctxt is None and ours.get(entry.msgid, entry.msgstr) != entry.msgstr
        }
        assert changed == SAID_BETTER

    def test_what_django_reads_was_made_from_it(self):
        assert [source for source in sorted(ROOT.glob(PLACES)) if is_stale(source)] == []

    def test_no_message_is_out_of_its_reach(self):
        assert list(unreachable()) == []


class Visible(HTMLParser):
    """Collects what a reader sees or hears, without what is marked as being in another language."""

    SPOKEN = {"alt", "title", "placeholder", "aria-label", "content"}
    SILENT = {"script", "style", "template", "code", "bdi"}
    VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.words: list[str] = []
        self._left_out: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        out = self._is_out or tag in self.SILENT or given.get("lang", "nb") != "nb"
        if not out and given.get("name") != "viewport":
            self.words += [given[name] for name in self.SPOKEN & set(given)]
        if tag not in self.VOID:
            self._left_out.append(out)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID and self._left_out:
            self._left_out.pop()

    def handle_data(self, data: str) -> None:
        if not self._is_out:
            self.words.append(data)

    @property
    def _is_out(self) -> bool:
        return bool(self._left_out) and self._left_out[-1]


# Words no Norwegian sentence has.
ENGLISH = re.compile(r"\b(the|you|your|with|please|this|from|are|and|what|of|it|in)\b", re.IGNORECASE)
WORDS = {"language": "nb", "title": "Mal finere", "body": "<p>Mal litt finere, så blir kaffen bedre.</p>"}


def english_in(client: Client, address: str, status: int = 200) -> list[str]:
    """Return what is English on a Norwegian page; it must say that it is one."""
    answer = client.get(address)
    assert (answer.status_code, address) == (status, address)
    page = Visible()
    page.feed(answer.text)
    assert page.language == "nb", address
    return [words.strip() for words in page.words if ENGLISH.search(words)]


def addresses(*names: str) -> list[str]:
    with override("nb"):
        return [reverse(name) for name in names]


@pytest.mark.django_db
class TestPages:
    def test_what_everybody_reads(self, client):
        product, topic = make_product(names={"en": "Grinder", "nb": "Kvern"}), make_topic()
        page = make_product_page(product, language="nb", title="Kvern")
        story = make_story("Fra verkstedet", language="nb")
        post = make_post(product=product, kind="review", **WORDS)
        make_post(kind="question", topics=[topic], **WORDS)
        with override("nb"):
            pages = [home("nb").url, page.url, story.url, post.get_absolute_url()]
            pages += [reverse("community:reviews", args=[product.slug]), topic_address(topic)]
            pages += [reverse("community:compose", args=[kind]) for kind in ("tip", "review", "question")]
            pages += [post.author.get_absolute_url(), reverse("moderation:report", args=[post.pk])]
        pages += addresses("community:hub", "community:write", "feeds:search", "feeds:list")
        pages += addresses("feeds:ranking", "moderation:trust", "content:products", "content:stories")
        for address in pages:
            assert english_in(client, address) == [], address

    def test_the_way_in(self, client):
        for address in addresses("account_login", "account_signup", "account_reset_password"):
            assert english_in(client, address) == [], address

    def test_what_a_short_password_is_told(self, client):
        refused = client.post("/nb/accounts/signup/", {"password1": "tre-ti"})
        assert "Passordet er for kort. Det må bestå av minst 10 tegn." in refused.text

    def test_the_way_in_and_out_stays_norwegian(self, client):
        way_in, way_out = addresses("account_login", "account_logout")
        answer = client.post(way_in, {"login": make_member("Kari").email, "password": PASSWORD})
        assert (answer.status_code, answer["Location"]) == (302, "/nb/")
        answer = client.post(way_out)
        assert (answer.status_code, answer["Location"]) == (302, "/nb/")

    def test_what_a_member_reads(self, client):
        post = make_post(make_member("Kari", language="nb"), **WORDS)
        make_comment(post, make_member("Ola", language="nb"))
        actions.withdraw(make_post(post.author, **WORDS), by=post.author)
        make_waiting_post(post.author, title="Kjøp", language="nb")
        client.force_login(post.author)
        pages = addresses("community:my_posts", "community:notifications", "community:profile")
        pages += addresses("community:blogs", "account_email", "account_change_password", "mfa_index")
        with override("nb"):
            pages += [reverse(f"community:{name}", args=[post.pk]) for name in ("edit", "withdrawal")]
        for address in [*pages, *addresses("account_logout")]:
            assert english_in(client, address) == [], address

    def test_what_is_not_there(self, client):
        assert english_in(client, "/nb/finnes-ikke/", status=404) == []


def topic_address(topic) -> str:
    return reverse("feeds:topic", args=[topic.slug])
