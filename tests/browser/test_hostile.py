"""Hostile words, sent through the form, opened wherever a post is shown: nothing runs, nobody else is asked.

The list is no measure of the sanitiser, whose rule is tests/community/test_sanitize.py's subject: it shows
that no surface goes around it.
"""

import json
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from community.actions.following import follow, keep
from community.actions.mail import send_due_mail
from community.mail.mornings import last_monday
from community.models import Blog, BlogFetch, Comment, Draft, MailChoice, Member, Post
from content.models import BrandSettings
from moderation.models import Case
from tests.browser.watching import Watch
from tests.factories import (
    make_comment,
    make_member,
    make_moderator,
    make_post,
    make_product,
    make_product_page,
)

RAN = "window.ran = true; alert(1)"
EVIL = "https://stranger.example/x"
VECTORS = [
    f"<script>{RAN}</script>",
    f"<script src={EVIL}.js></script>",
    f'<img src=x onerror="{RAN}">',
    f'<img src="{EVIL}.png" srcset="{EVIL}.png 2x" alt="seen">',
    f'<svg onload="{RAN}"><script>{RAN}</script></svg>',
    f'<svg><a xlink:href="javascript:{RAN}"><text y="20">press</text></a></svg>',
    f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror={RAN}&gt;">',
    f'<noscript><p title="</noscript><img src=x onerror={RAN}>"></noscript>',
    f'<a href="javascript:{RAN}">press</a> <a href="java&#10;script:{RAN}">press</a>',
    f'<a href="data:text/html,<script>{RAN}</script>">press</a> <a href="//stranger.example">press</a>',
    f'<iframe srcdoc="<script>parent.{RAN}</script>"></iframe><iframe src="{EVIL}"></iframe>',
    f'<object data="{EVIL}.swf"></object><embed src="{EVIL}.swf"><applet code="{EVIL}"></applet>',
    f'<link rel=stylesheet href="{EVIL}.css"><style>@import "{EVIL}.css"; * {{ color: red }}</style>',
    f'<p style="background: url({EVIL}.png); position: fixed; inset: 0" onmouseover="{RAN}">over</p>',
    f'<meta http-equiv=refresh content="0;url={EVIL}"><base href="{EVIL}/">',
    f'<form action="{EVIL}"><input autofocus onfocus="{RAN}"><button formaction="javascript:{RAN}">',
    f'<video poster="{EVIL}.png" src="{EVIL}.mp4" autoplay onloadstart="{RAN}"></video>',
    f'<details open ontoggle="{RAN}"><summary>more</summary></details><marquee onstart="{RAN}">m</marquee>',
    f'<textarea></textarea><img src=x onerror="{RAN}"></textarea><!--><img src=x onerror="{RAN}">-->',
    f'"><img src=x onerror="{RAN}"> \'><script>{RAN}</script> {{{{ 7|add:7 }}}} {{% debug %}} ]]><x>',
]
ACTING = {
    *("script", "iframe", "object", "embed", "applet", "style", "link", "meta", "base", "svg", "math"),
    *("form", "input", "button", "video", "audio", "details", "marquee", "noscript", "template"),
}
HELD_BACK = re.compile(r"/django_prose_editor/editor\.js: .* has been blocked\.$")
HONEST = " Grind a little finer and the bitterness goes away, see https://coffee.example/why for more."


def send(member: Member, vector: str, kind: str = "tip", **fields: str) -> Post:
    """Hand a post in as a script would that knows the form, and not its editor."""
    client = Client()
    client.force_login(member)
    form = {
        "draft": str(uuid.uuid4()),
        "version": "0",
        "title": vector[:140],
        "body": f"<p>{HONEST}</p><p>{vector}</p>",
        "body_format": "html",
        "incentivised": "on",
        "incentive": vector[:200],
        "publish": "1",
        **fields,
    }
    answer = client.post(f"/posts/new/{kind}/", form)
    assert answer.status_code == 302, answer.text
    return Post.objects.latest("pk")


def save(member: Member, vector: str) -> Draft:
    """Leave a draft with the words exactly as they came."""
    fields = {"title": vector[:140], "body": vector, "body_format": "html"}
    return Draft.objects.create(member=member, kind="tip", fields=fields, version=1)


@pytest.fixture
def posts(site: str) -> list[Post]:
    """One post for each vector, by members whose names and words about themselves are hostile too."""
    members = [make_member(f"<b onclick={n}>K", bio=VECTORS[2] + VECTORS[3]) for n in range(2)]
    return [send(members[number % 2], vector) for number, vector in enumerate(VECTORS)]


class FeedReader(HTMLParser):
    """Reads an item's HTML as a program for feeds does, and keeps what could act there."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ACTING:
            self.faults.append(tag)
        for name, value in attrs:
            leads = name in ("href", "src") and not (value or "").startswith(("http:", "https:", "mailto:"))
            if leads or name.startswith("on") or name in ("style", "srcdoc", "srcset", "formaction"):
                self.faults.append(f"{tag} {name}={value}")


def words_of_file(form: str, text: str) -> list[str]:
    """Return the HTML of each item of a feed's file."""
    if form == "json":
        return [item["content_html"] for item in json.loads(text)["items"]]
    name = {"atom": "{http://www.w3.org/2005/Atom}content", "rss": "item/description"}[form]
    return [found.text or "" for found in ElementTree.fromstring(text).iterfind(f".//{name}")]


def nothing_ran(page: Page) -> None:
    """Fail if a script of theirs ran, an element of theirs stands in the page, or a link lacks its mark."""
    assert page.evaluate("window.ran") is None
    theirs = page.locator(".prose, .card-words, .review-body, .comment-body, .tiptap, .desk-panel blockquote")
    found = theirs.locator(
        "script, iframe, object, embed, style, link, meta, base, svg:not([aria-hidden]), math, video"
    )
    assert [each.evaluate("one => one.outerHTML") for each in found.all()] == []
    for link in page.locator('main a[href*="coffee.example"]').all():
        assert link.get_attribute("rel") == "nofollow ugc noopener"


def test_where_strangers_read(
    posts: list[Post], someone: Callable[..., Page], shoot: Callable[[Page, str], None]
) -> None:
    page = someone()
    for post in posts:
        post.refresh_from_db()
        if post.is_public:
            page.goto(post.get_absolute_url())
            expect(page.get_by_text("Grind a little finer")).to_be_visible()
            nothing_ran(page)
    shoot(page, "post")
    author = posts[0].author.get_absolute_url()
    for address in ("/", "/?order=newest", "/community/", author, "/search/?q=bitterness"):
        page.goto(address)
        expect(page.get_by_text("Grind a little finer").first).to_be_attached()
        nothing_ran(page)
    page.goto(f"/search/?q={VECTORS[-1]}")
    nothing_ran(page)
    shoot(page, "search")
    for form in ("atom", "rss", "json"):
        words = words_of_file(form, page.request.get(f"/feeds/home.{form}").text())
        assert sum("Grind a little finer" in item for item in words) > 5
        reader = FeedReader()
        for item in words:
            reader.feed(item)
        assert reader.faults == []


def test_where_its_author_and_the_desk_read(
    posts: list[Post], someone: Callable[..., Page], shoot: Callable[[Page, str], None], watch: Watch
) -> None:
    author = posts[0].author
    page = someone(author)
    for address in ("/my/posts/", "/my/notifications/", "/my/profile/"):
        page.goto(address)
        nothing_ran(page)
    for post in posts[::2]:
        page.goto(f"/posts/{post.pk}/edit/")
        expect(page.locator(".ProseMirror[contenteditable]")).to_contain_text("Grind a little finer")
        nothing_ran(page)
    shoot(page, "edit")
    for vector in VECTORS[2:8]:
        page.goto(f"/my/drafts/{save(author, vector).uuid}/")
        expect(page.locator(".ProseMirror[contenteditable]")).to_be_visible()
        nothing_ran(page)
    desk = someone(make_moderator())
    desk.goto("/cms/desk/")
    nothing_ran(desk)
    for case in Case.objects.all()[:6]:
        desk.goto(f"/cms/desk/{case.pk}/")
        expect(desk.get_by_text("What fired")).to_be_visible()
        nothing_ran(desk)
    shoot(desk, "desk")
    # The editor reads words into a document apart, where nothing runs; the browser tells what it held.
    watch.faults = [fault for fault in watch.faults if not HELD_BACK.search(fault)]


def test_where_it_is_told_of(
    site: str, someone: Callable[..., Page], shoot: Callable[[Page, str], None], settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    kari, author = make_member("Kari"), make_member("<img src=x>")
    everything = " ".join(VECTORS)
    page_of_product = make_product_page(make_product("kvern", names={"en": "Kvern"}))
    words = {"product": "kvern", "stars": "2", "pros": VECTORS[0], "cons": VECTORS[2]}
    review = send(author, VECTORS[2], "review", **words)
    make_comment(make_post(kari, title=VECTORS[0]), author, f"{HONEST} {everything}"[:3000])
    follow(author, by=kari)
    keep(review, by=kari)
    blog = Blog.objects.create(member=kari, site_url=EVIL, feed_url=EVIL, title=VECTORS[0])
    line = {"title": VECTORS[2], "url": "https://coffee.example/", "taken": False, "why": VECTORS[-1]}
    BlogFetch.objects.create(blog=blog, outcome=VECTORS[-1], found=1, lines=[line])

    # Its mails: one of the comment, and the weekly letter.
    monday = last_monday(timezone.now(), BrandSettings().zone)
    Post.objects.filter(pk=review.pk).update(published_at=monday - timedelta(days=1))
    MailChoice.objects.create(
        member=kari, kind="digest", pace="weekly", changed_at=monday - timedelta(days=9)
    )
    assert send_due_mail() == 2
    reader = someone()
    for mail in outbox.outbox:
        reader.set_content(str(mail.alternatives[0][0]))
        expect(reader.get_by_text("Grind a little finer")).to_be_visible()
        nothing_ran(reader)
        theirs = reader.locator("body :is(script, img, iframe, object, style, svg, form, link, [style])")
        assert theirs.count() == 0
        assert all(str(link.get_attribute("href")).startswith(site) for link in reader.locator("a").all())

    # Pages that list it, show what changed in it, or stand beside it.
    page = someone(kari)
    commented, history = Comment.objects.get().post, f"{review.get_absolute_url().partition('-')[0]}/history/"
    seen = ["/my/notifications/", "/my/following/", "/my/bookmarks/", commented.get_absolute_url()]
    seen += [review.get_absolute_url(), history, f"{history}1/", f"/products/{page_of_product.slug}/"]
    for address in [
        *seen,
        "/reviews/kvern/",
        f"/my/blogs/{blog.pk}/",
        "/my/blogs/",
    ]:
        page.goto(address)
        nothing_ran(page)
    shoot(page, "blogs")
