"""What the table of the cache in ARCHITECTURE.md is held by: a small site, and changes that happen to it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client, override_settings
from wagtail.models import Page

from community.models import Comment, Member, Post
from content.actions.legal import legal_changed
from content.models import BrandImage, BrandSettings, LandingPage, Product, StoryPage, Topic
from tests.factories import (
    home,
    make_comment,
    make_marketer,
    make_member,
    make_picture,
    make_post,
    make_product,
    make_product_page,
    make_story,
    make_topic,
    plan_feeds,
    publish_page,
)

CAMPAIGN, HUB, RANKING = "/week/", "/community/", "/trust/ranking/"


@dataclass
class World:
    """A small site that has one of everything."""

    product: Product
    other: Product
    topic: Topic
    author: Member
    review: Post
    comment: Comment
    story: StoryPage
    picture: BrandImage
    brand: BrandSettings

    @classmethod
    def make(cls) -> "World":
        brand = BrandSettings.objects.create(name="Morgenro")
        product, other, topic = make_product("kvern"), make_product("svane"), make_topic("grinding")
        picture = make_picture()
        make_product_page(product)
        make_product_page(other)
        story = make_story("Water", picture=picture)
        publish_page(home(), LandingPage(title="Week"))
        author = make_member("Kari", username="kari")
        review = make_post(author, kind="review", title="Quiet and even", product=product, topics=[topic])
        comment = make_comment(review)
        plan_feeds()
        legal_changed()  # as the first legal page does
        return cls(product, other, topic, author, review, comment, story, picture, brand)

    @property
    def post(self) -> str:
        return self.review.get_absolute_url()

    @property
    def person(self) -> str:
        return self.author.get_absolute_url()


@dataclass
class Change:
    """What happens, and what is then to be seen where: words, an answer's status, or "-" and words that
    are gone. What is in `stays` is answered from the cache as before."""

    happens: Callable[[], Any]
    stale: Mapping[str, str | int]
    stays: list[str] = field(default_factory=list)


Scene = Callable[[World], Change]
ROWS: dict[str, list[Scene]] = {}


def row(name: str) -> Callable[[Scene], Scene]:
    """Say which row of the table a scene shows."""

    def register(scene: Scene) -> Scene:
        ROWS.setdefault(name, []).append(scene)
        return scene

    return register


def on(paths: str, words: str) -> dict[str, str | int]:
    """Expect the same words on several pages."""
    return dict.fromkeys(paths.split(), words)


def address(page: Page) -> str:
    return page.get_url_parts()[2]


def post_as_marketer(path: str, form: dict[str, Any] | None = None) -> None:
    """Send a form of the staff pages as a marketer does."""
    client = Client()
    client.force_login(make_marketer())
    assert client.post(path, form or {}).status_code == 302
    # The client restores what `site` has taken away: the end of a request would close our connection.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)


@contextmanager
def answering(status: int, body: bytes = b"") -> Iterator[str]:
    """A site on this machine that answers everything so; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    with override_settings(FETCHING_ALLOW_LOOPBACK=True):
        yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()
