"""Story 5: the site polls a member's blog, and what was meant for it takes the same way as any post."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from community.models import Blog
from community.tasks import poll_due_blogs
from content.models import BrandSettings, ProductTag
from tests.factories import make_member, make_product, make_product_page

ENTRY = """<item><title>{title}</title><link>{url}</link><guid>{url}</guid><pubDate>{at}</pubDate>
{tags}<description><![CDATA[{words}]]></description></item>"""
WORDS = (
    "<p>Half a year of pour-over with this grinder, every morning before the children wake up.</p>"
    '<p>More of it <a href="https://notes.example/more">over here</a>.<script>alert(1)</script></p>'
)


class BlogServer(BaseHTTPRequestHandler):
    """A blog on this machine: a front page with the proof of whose it is, and a feed."""

    token = ""
    entries = ""

    def do_GET(self) -> None:
        if self.path == "/":
            kind, body = (
                "text/html",
                f'<link rel="alternate" type="application/rss+xml" href="/feed">{self.token}',
            )
        else:
            kind = "application/rss+xml"
            body = f"<rss version='2.0'><channel><title>Kari's notes</title>{self.entries}</channel></rss>"
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def blog() -> Iterator[str]:
    """The address of a blog that is not the site's."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BlogServer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def entry(blog: str, name: str, title: str, tags: list[str], *, minutes: int) -> str:
    at = format_datetime(timezone.now() + timedelta(minutes=minutes))
    marks = "".join(f"<category>{tag}</category>" for tag in tags)
    return ENTRY.format(title=title, url=f"{blog}{name}", at=at, tags=marks, words=WORDS)


def test_a_blog_is_proved_polled_and_read(
    site: str,
    blog: str,
    someone: Callable[..., Page],
    shoot: Callable[[Page, str], None],
    settings: object,
) -> None:
    settings.FETCHING_ALLOW_LOOPBACK = True  # type: ignore[attr-defined]
    kvern = make_product_page(make_product("kvern", names={"en": "Kvern", "nb": "Kverna"})).product
    ProductTag.objects.create(product=kvern, tag="kvern")
    club = BrandSettings().club_tag
    kari = make_member("Kari")
    page = someone(kari)

    # Claimed, and proved by a word on the blog itself.
    page.goto("/my/blogs/")
    page.get_by_label("Address of your blog").fill(blog)
    shoot(page, "1-claim")
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_text(Blog.objects.get().token).first).to_be_visible()
    shoot(page, "2-proof")
    BlogServer.token = Blog.objects.get().token
    page.get_by_role("button", name="Look").first.click()
    expect(page.get_by_text("This blog is yours.")).to_be_visible()

    # Three entries: one meant for the site, one without the club's tag, one without a product's.
    BlogServer.entries = "".join(
        [
            entry(blog, "meant", "Half a year with the Kvern", [club, "kvern"], minutes=1),
            entry(blog, "private", "My holiday", ["kvern"], minutes=2),
            entry(blog, "general", "About cups", [club], minutes=3),
        ]
    )
    Blog.objects.update(next_fetch_at=timezone.now())
    poll_due_blogs()
    page.reload()
    expect(page.get_by_text("Half a year with the Kvern").first).to_be_visible()
    expect(page.get_by_text(f"It does not carry the tag “{club}”.")).to_be_visible()
    expect(page.get_by_text("It carries no product's tag.")).to_be_visible()
    shoot(page, "3-import-log")

    # It took the same way as any post: screened, public, in the feeds, its original named.
    stranger = someone()
    stranger.goto("/")
    card = stranger.locator('[data-feed="home"] > article', has_text="Half a year with the Kvern")
    expect(card).to_be_visible()
    expect(card.get_by_role("link", name="From their own blog")).to_have_attribute("href", f"{blog}meant")
    shoot(stranger, "4-home")
    card.get_by_role("link", name="Half a year with the Kvern").click()
    expect(stranger.get_by_text("every morning before the children wake up")).to_be_visible()
    expect(stranger.locator("main").get_by_role("link", name="over here")).to_have_attribute(
        "rel", "nofollow ugc noopener"
    )
    expect(stranger.locator('link[rel="canonical"]')).to_have_attribute("href", f"{blog}meant")
    shoot(stranger, "5-post")
    for title in ("My holiday", "About cups"):
        stranger.goto(f"/search/?q={title}")
        expect(stranger.locator("main").get_by_role("link", name=title)).to_have_count(0)
    expect(stranger.locator("main")).to_be_visible()
