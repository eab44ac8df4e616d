"""Cards of what posts link to: which links get one, what is fetched when, what a reader's browser sees."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from community import actions
from community.actions.contributing import Words
from community.actions.erasing import erase_member
from community.actions.link_cards import (
    AGAIN,
    ATTEMPTS,
    SHORTEST,
    fetch_link_card,
    forget_card,
    sweep_link_cards,
)
from community.link_cards import cards_in
from community.models import LinkCard, Post, RevisionLink
from fetching import Response, fetch
from tests.community.blogging import Site, serving
from tests.factories import make_member, make_post, make_waiting_post

PAGE = "/wiki/Burr_mill"


def link(*addresses: str) -> str:
    return "".join(f'<p>See <a href="{address}" title="a > b">this</a>.</p>' for address in addresses)


def picture(width: int = 640, height: int = 360) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), "peru").save(file, "PNG")
    return file.getvalue()


def page(**says: str) -> str:
    said = {"title": "Burr mill", "description": "How burrs grind.", "site_name": "The open mill"} | says
    metas = "".join(f'<meta property="og:{name}" content="{words}">' for name, words in said.items())
    return f"<!doctype html><html><head><title>Burr mill – The open mill</title>{metas}</head><body>…</body>"


@pytest.fixture
def mill(settings: Any, no_worker: None) -> Iterator[Site]:
    """A site on this machine that is on the list, with one page and its picture."""
    settings.FETCHING_ALLOW_LOOPBACK = True
    settings.LINK_CARD_HOSTS = ["127.0.0.1", "youtube.com", "youtu.be"]
    with serving() as here:
        here.put(PAGE, page(image="/mill.png"), Content_Type="text/html")
        here.pages["/mill.png"] = (200, {}, picture())
        yield here


def linking(mill: Site, path: str = PAGE, **fields: Any) -> Post:
    return make_post(body=link(f"{mill.address}{path}"), **fields)


def waiting(mill: Site) -> Post:
    """A post with the same link that waits for the desk."""
    pushy = "<p>BUY CHEAP MACHINES STRAIGHT FROM THE FACTORY TODAY, OR MAIL x@y.example!!!!!</p>"
    others = ("https://a.example", "https://b.example")
    return make_waiting_post(body=link(f"{mill.address}{PAGE}", *others) + pushy)


def fetched() -> LinkCard:
    """The one card, after a worker was at it."""
    LinkCard.objects.update(due_at=timezone.now())
    fetch_link_card(LinkCard.objects.get().pk)
    return LinkCard.objects.get()


def pictures_of_links() -> set[str]:
    """The files of all cards there are."""
    folders = default_storage.listdir("links")[0] if default_storage.exists("links") else []
    return {
        f"{folder}/{name}" for folder in folders for name in default_storage.listdir(f"links/{folder}")[1]
    }


def seen(post: Post) -> str:
    return Client().get(Post.objects.get(pk=post.pk).get_absolute_url()).content.decode()


class TestWhichLinks:
    @pytest.mark.parametrize(
        ("address", "asked"),
        [
            ("https://en.wikipedia.org/wiki/Burr_mill#Types", "https://en.wikipedia.org/wiki/Burr_mill"),
            ("https://WWW.ifixit.com/Guide/1?a=1&amp;b=2", "https://www.ifixit.com/Guide/1?a=1&b=2"),
            ("https://youtu.be/aqz-KE-bpKQ?si=x", "https://www.youtube.com/watch?v=aqz-KE-bpKQ"),
            ("https://www.youtube.com/@somebody", ""),
            ("https://wikipedia.org.evil.example/", ""),
            ("https://evilwikipedia.org/", ""),
            ("https://evil.example/?https://wikipedia.org/", ""),
            ("/posts/1-grind-finer/", ""),
            (f"https://wikipedia.org/{'x' * 1000}", ""),
        ],
    )
    def test_get_a_card_where_their_site_is_on_the_list(self, address, asked):
        assert cards_in(link(address)) == ([asked] if asked else [])

    def test_are_three_at_most_and_none_twice(self):
        pages = [f"https://wikipedia.org/{number}" for number in (1, 1, 2, 3, 4)]
        assert cards_in(link(*pages)) == [pages[0], pages[2], pages[3]]


@pytest.mark.django_db
class TestFetching:
    def test_waits_until_the_words_are_public(self, mill):
        post = waiting(mill)
        assert not LinkCard.objects.exists()

        actions.publish(post)
        assert (LinkCard.objects.get().state, mill.asked) == ("waiting", [])
        assert fetched().state == "ready"

    def test_keeps_what_a_page_says_and_draws_its_picture_anew(self, mill):
        linking(mill)
        card = fetched()

        assert (card.title, card.description, card.site_name) == (
            "Burr mill",
            "How burrs grind.",
            "The open mill",
        )
        assert [size["width"] for size in card.renditions] == [400, 640]
        with default_storage.open(card.renditions[0]["name"]) as file:
            assert Image.open(file).format == "WEBP"
        assert card.due_at > timezone.now() + AGAIN - timedelta(minutes=1)

    def test_asks_the_site_of_a_film_by_oembed(self, mill):
        make_post(body=link("https://youtu.be/aqz-KE-bpKQ"))
        told = {"type": "video", "title": "How we grind", "author_name": "Fjord", "html": "<script>"}
        oembed = mill.put("/oembed", json.dumps(told | {"thumbnail_url": f"{mill.address}/mill.png"}))
        fetch_link_card(LinkCard.objects.get().pk, oembed=oembed)

        card = LinkCard.objects.get()
        assert (card.state, card.title, card.author, card.site_name) == (
            "ready",
            "How we grind",
            "Fjord",
            "YouTube",
        )
        assert len(card.renditions) == 2

    @pytest.mark.parametrize(
        ("head", "title"),
        [
            ("<title>Only\n a title</title><svg><title>No</title></svg>", "Only a title"),
            ('<meta name="twitter:title" content="Tom &amp; Ada">', "Tom & Ada"),
            ('<meta property="og:title" content="Kvern &#x202e;gnp.exe">', "Kvern gnp.exe"),
            (f'<meta property="og:title" content="{"long " * 5000}">', f"{'long ' * 39}long…"),
        ],
    )
    def test_takes_a_title_as_plain_words(self, mill, head, title):
        mill.put(PAGE, f"<html><head>{head}</head>")
        linking(mill)
        assert fetched().title == title

    def test_reads_a_page_in_the_letters_it_says_it_has(self, mill):
        body = '<meta charset="iso-8859-1"><title>Bl\xe5b\xe6r</title>'.encode("latin-1")
        mill.pages[PAGE] = (200, {"Content-Type": "text/html"}, body)
        linking(mill)
        assert fetched().title == "Blåbær"

    @pytest.mark.parametrize(
        "image",
        [
            "http://10.0.0.1/mill.png",
            "/missing.png",
            "/bomb.png",
            "/sign.png",
            "/page",
            "javascript:alert(1)",
        ],
    )
    def test_goes_without_a_picture_that_cannot_be_had(self, mill, image):
        mill.put(PAGE, page(image=image))
        head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\xff\xff\x08\x02\0\0\0\0\0\0\0"
        mill.pages |= {
            "/bomb.png": (200, {}, head),
            "/sign.png": (200, {}, picture(100, 100)),
            "/page": (200, {}, b"<svg/>"),
        }
        linking(mill)
        card = fetched()
        assert (card.state, card.renditions) == ("ready", [])

    @pytest.mark.parametrize("address", ["http://10.0.0.1/", "http://169.254.169.254/latest/", "/endless"])
    def test_never_follows_to_a_private_address_or_without_end(self, mill, address):
        mill.put(PAGE, "", status=302, Location=address)
        mill.put("/endless", "<title>x</title>" + "x" * (2 * 1024 * 1024))
        linking(mill)
        card = fetched()
        assert (card.state, card.attempts, card.title) == ("waiting", 1, "")

    def test_takes_nothing_from_a_site_that_is_not_on_the_list(self, mill):
        elsewhere = mill.address.replace("127.0.0.1", "localhost")
        mill.put(PAGE, "", status=302, Location=f"{elsewhere}/else")
        mill.put("/else", page(title="Buy now"))
        linking(mill)
        card = fetched()
        assert (card.state, card.title) == ("empty", "")

    def test_tries_again_ever_later_and_then_gives_up(self, mill):
        mill.put(PAGE, "", status=503)
        linking(mill)
        card = fetched()
        assert timedelta() < card.due_at - timezone.now() <= SHORTEST
        linking(mill)
        fetch_link_card(card.pk)  # not due, not even for another post
        assert len(mill.asked) == 1

        for _attempt in range(ATTEMPTS - 1):
            card = fetched()
        assert (card.state, len(mill.asked)) == ("empty", ATTEMPTS)

    def test_finds_what_a_lost_message_left(self, mill, monkeypatch):
        linking(mill)
        enqueued: list[int] = []
        monkeypatch.setattr("jobs.enqueue", lambda task, pk: enqueued.append(pk))
        sweep_link_cards()
        assert enqueued == [LinkCard.objects.get().pk]


@pytest.mark.django_db
class TestShowing:
    def test_stands_under_the_words_and_asks_nobody_else(self, mill):
        mill.put(PAGE, page(image="/mill.png", title="&lt;script&gt;alert(1)&lt;/script&gt;"))
        post = linking(mill)
        assert "link-card" not in seen(post)
        fetched()

        html = seen(post).partition('<ul class="link-cards"')[2].partition("</ul>")[0]
        assert f'<a href="{mill.address}{PAGE}" rel="nofollow ugc noopener">&lt;script&gt;alert' in html
        assert 'src="/media/links/' in html
        assert html.count(mill.address) == 1

    def test_costs_one_query_and_none_without_such_links(self, mill):
        plain, with_card = make_post(), linking(mill)
        fetched()
        counts = []
        for post in (plain, with_card):
            seen(post)
            with CaptureQueriesContext(connection) as queries:
                Client().get(f"{post.get_absolute_url()}?uncached=1")
            counts.append(len(queries))
        assert counts[1] - counts[0] == 1

    def test_is_over_when_the_page_is_gone(self, mill):
        post = linking(mill)
        (name, *_rest) = [size["name"] for size in fetched().renditions]
        mill.put(PAGE, "", status=410)
        assert fetched().state == "empty"
        assert not default_storage.exists(name)
        assert "link-card" not in seen(post)


@pytest.mark.django_db
class TestForgetting:
    def left(self) -> bool:
        """Whether the card and its picture are still there once a worker has looked."""
        card = LinkCard.objects.get()
        fetch_link_card(card.pk)
        there = [default_storage.exists(size["name"]) for size in card.renditions]
        assert set(there) in ({True}, {False})
        assert LinkCard.objects.exists() is there[0]
        return there[0]

    def test_follows_a_withdrawal_unless_another_post_links_there_too(self, mill):
        posts = [linking(mill), linking(mill)]
        fetched()
        actions.withdraw(posts[0], by=posts[0].author)
        assert self.left()
        actions.withdraw(posts[1], by=posts[1].author)
        assert not self.left()

    def test_follows_an_edit_that_links_there_no_more(self, mill):
        post = linking(mill)
        fetched()
        words = Words(title="Grind finer", body="<p>Grind a little finer, it tastes better so.</p>")
        actions.submit_edit(post, by=post.author, words=words)
        assert not self.left()

    def test_follows_an_erasure(self, mill):
        author = make_member()
        linking(mill, author=author)
        fetched()
        erase_member(author)
        assert not self.left()

    def test_ends_when_the_words_are_public_again(self, mill):
        post = linking(mill)
        fetched()
        actions.remove(post)
        assert not self.left()
        actions.restore(post)
        assert (fetched().state, RevisionLink.objects.count()) == ("ready", 1)

    def test_of_words_taken_back_while_their_site_answers_leave_nothing(self, mill, monkeypatch):
        post = linking(mill)
        before = pictures_of_links()

        def slow(*asked: Any, **limits: Any) -> Response:
            actions.withdraw(Post.objects.get(pk=post.pk), by=post.author)
            return fetch(*asked, **limits)

        monkeypatch.setattr("community.actions.link_cards.fetch", slow)
        fetch_link_card(LinkCard.objects.get().pk)
        assert not LinkCard.objects.exists()
        assert pictures_of_links() == before


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_what_becomes_public_keeps_its_card_though_it_is_being_forgotten(self, mill):
        for _round in range(20):
            left = linking(mill)
            actions.withdraw(left, by=left.author)
            post = waiting(mill)
            card = LinkCard.objects.get().pk
            work = [lambda pk=card: forget_card(pk), lambda post=post: actions.publish(post)]
            with ThreadPoolExecutor(2) as threads:
                for done in [threads.submit(closing, call) for call in work]:
                    done.result()
            assert RevisionLink.objects.in_public().filter(revision__post=post).count() == 1
            actions.withdraw(post, by=post.author)


def closing(call: Callable[[], object]) -> None:
    try:
        call()
    finally:
        connections.close_all()
