"""The life of a post, from the form to the feed file and back, as ARCHITECTURE.md tells it.

Everything goes through the door a person would use: the form, the desk, the addresses a stranger reads, with
the page cache before them. Work for the worker runs when the transaction commits; of the end of the story
there is no worker at all.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import Client

from community.models import Photo, Post
from community.models.posts import State
from feeds.models import FeedEntry
from feeds.tasks import plan_dirty_feeds
from moderation.models import Case
from pagecache.wsgi import PageCache
from tests.authorization.people import drawn
from tests.factories import make_member, make_moderator, make_product, make_product_page, make_topic
from tests.pagecache.conftest import Answer, Site

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "The burrs came loose after a month"
# By somebody who came today, with links and a mail address: this waits for somebody to look at it.
BODY = (
    "It grinds evenly and it is quiet, but THE BURRS CAME LOOSE AFTER A MONTH AND NOBODY ANSWERED ME!!!!!\n\n"
    "How I put them back: https://one.example/a https://two.example/b https://three.example/c. "
    "Write to me at kari@loose.example if yours do it too!!!!!"
)


@pytest.fixture
def stranger() -> Site:
    """Somebody signed out, before whom the page cache stands."""
    return Site(PageCache(get_wsgi_application()))


@pytest.fixture
def member() -> Client:
    return signed_in(make_member("Kari", joined_days_ago=0))


@pytest.fixture
def no_worker_from_here() -> Iterator[Callable[[], None]]:
    """Take the worker away in the middle of a test: messages are sent, and nobody ever reads them."""

    def take_away() -> None:
        current_app.conf.task_always_eager = False

    yield take_away
    current_app.conf.task_always_eager = True


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def places(post: Post) -> list[str]:
    """Every address of a stranger's where a public review with a product and a topic stands."""
    return [
        post.get_absolute_url(),
        "/",
        "/nb/",
        "/?order=newest",
        "/products/kvern/",
        "/nb/products/kvern/",
        "/reviews/kvern/",
        "/topics/cleaning/",
        "/community/",
        "/nb/community/",
        post.author.get_absolute_url(),
        f"/search/?q={TITLE.split()[1]}",
        *(f"{language}/feeds/home.{form}" for language in ("", "/nb") for form in ("atom", "rss", "json")),
        "/feeds/product-kvern.atom",
        "/feeds/topic-cleaning.json",
    ]


def shown(answer: Answer) -> bool:
    # Search marks what was looked for.
    return answer.status == 200 and TITLE in re.sub("</?mark>", "", answer.body.decode())


def test_the_life_of_a_post(stranger: Site, member: Client, no_worker_from_here: Callable[[], None]) -> None:
    kvern = make_product("kvern")
    for language in ("en", "nb"):
        make_product_page(kvern, language=language)
    make_topic("cleaning")

    # Before it there is nothing, and what the cache keeps of that must not last.
    for _ in range(2):
        home = stranger.get("/")
    assert home.headers["X-Cache"] == "hit"

    # 1. The form checks the shape only, and says what is missing without losing a word.
    form = {
        "draft": "5b0c8f0e-8a57-4c09-9f0a-9b3c25f0d6a1",
        "version": "0",
        "title": TITLE,
        "product": "kvern",
        "body": BODY,
        "body_format": "text",
        "topic": "cleaning",
        "publish": "1",
    }
    refused = member.post("/posts/new/review/", {**form, "photos": drawn()})
    assert "Give one to five stars" in refused.text
    assert not Post.objects.exists()

    # 2. The words are cleaned and kept in a version; photos are drawn anew, and stay private.
    version = re.search(r'name="version" value="(\d+)"', refused.text)
    assert version is not None
    sent = member.post("/posts/new/review/", {**form, "version": version[1], "stars": "2"})
    assert sent["Location"] == "/my/posts/"
    post = Post.objects.get()
    assert post.latest_revision.body == BODY
    assert 'rel="nofollow ugc noopener"' in post.latest_revision.body_html
    photo = Photo.objects.get()
    assert (photo.state, photo.original.name) == (Photo.State.HIDDEN, "")

    # 3. Screening opened a case, in the same transaction. Its author sees that it waits; nobody else sees it.
    case = Case.objects.get(post=post)
    assert post.state == State.WAITING
    assert TITLE in member.get("/my/posts/").text
    assert not any(shown(stranger.get(place)) for place in places(post))

    # 4. A decision of the desk publishes it.
    desk = signed_in(make_moderator())
    assert TITLE in desk.get("/cms/desk/").text
    decided = desk.post(f"/cms/desk/{case.pk}/", {"action": "clear", "version": str(case.version)})
    assert decided.status_code == 302
    post.refresh_from_db()
    assert (post.state, post.public_revision_id) == (State.PUBLISHED, post.latest_revision_id)

    # 5. and 6. Its entries stand in every feed it belongs to. 7. Their plans were made anew.
    slugs = FeedEntry.objects.filter(post=post).values_list("feed__slug", "feed__language")
    assert set(slugs) == {
        (slug, language) for slug in ("home", "product-kvern", "topic-cleaning") for language in ("en", "nb")
    }
    plan_dirty_feeds()

    # 8. Pages and files read the same edition. The second stranger is answered from the cache.
    first = {place: stranger.get(place) for place in places(post)}
    assert [place for place, answer in first.items() if not shown(answer)] == []
    second = {place: stranger.get(place).headers.get("X-Cache") for place in places(post)}
    assert second["/"] == second["/products/kvern/"] == second[post.get_absolute_url()] == "hit"
    photo.refresh_from_db()
    assert photo.state == Photo.State.READY
    public_files = [Path(settings.MEDIA_ROOT, each["name"]) for each in photo.renditions]
    assert all(path.exists() for path in public_files)

    # A newer version waits like the first; what was cleared stays where it is.
    edit = {**form, "draft": "6b0c8f0e-8a57-4c09-9f0a-9b3c25f0d6a1", "body": f"{BODY} https://five.example/e"}
    member.post(f"/posts/{post.pk}/edit/", {**edit, "stars": "1"})
    post.refresh_from_db()
    assert post.has_waiting_edit
    page = stranger.get(post.get_absolute_url())
    assert shown(page)
    assert "five.example" not in page.body.decode()

    # Withdrawn: gone at once from every place and from every cache, though no worker lives.
    no_worker_from_here()
    assert member.post(f"/posts/{post.pk}/withdrawal/")["Location"] == "/my/posts/"
    after = {place: stranger.get(place) for place in places(post)}
    assert [place for place, answer in after.items() if shown(answer)] == []
    assert after[post.get_absolute_url()].status == 410
    assert not FeedEntry.objects.filter(post=post).exists()
    assert not any(answer.headers.get("X-Cache") == "hit" for answer in after.values())

    # Its photos follow when somebody works again: the rows are the queue.
    photo.refresh_from_db()
    assert photo.state == Photo.State.MOVING

    # What remains is its author's.
    assert TITLE in member.get("/my/posts/").text
    assert member.get(post.get_absolute_url()).status_code == 200
