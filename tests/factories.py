"""Plain builders. States are reached by the same actions a click would call."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from unittest.mock import patch

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.files.images import ImageFile
from django.utils import timezone
from modelsearch import signal_handlers
from PIL import Image as PillowImage
from wagtail.models import Locale, Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from community import actions
from community.actions.contributing import About, Words
from community.actions.inviting import invite
from community.actions.notifying import notify
from community.models import Comment, Invitation, Member, Notification, Post
from community.models.members import DESK, MARKETING
from community.models.posts import State
from content.actions.pictures import prepare_picture
from content.models import (
    BrandImage,
    HomePage,
    Product,
    ProductIndexPage,
    ProductPage,
    StoryIndexPage,
    StoryPage,
    Topic,
    TopicIndexPage,
    TopicPage,
)
from feeds import actions as feeds
from feeds.models import PendingSync

PASSWORD = "correct-horse-battery"
_numbers = itertools.count(1)


def make_member(name: str = "", *, joined_days_ago: int = 400, **fields: Any) -> Member:
    """A customer who can sign in with `PASSWORD`; not new unless `joined_days_ago` says so."""
    number = next(_numbers)
    name = name or f"Member {number}"
    handle = fields.pop("username", f"member-{number}")
    member = Member(username=handle, name=name, email=fields.pop("email", f"{handle}@example.com"), **fields)
    member.set_password(PASSWORD)
    member.date_joined = timezone.now() - timedelta(days=joined_days_ago)
    member.save()
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    return member


def make_moderator(name: str = "", **fields: Any) -> Member:
    """A member of the desk; not a marketer."""
    return _in_group(make_member(name or "Moderator", **fields), DESK)


def make_marketer(name: str = "", **fields: Any) -> Member:
    """A marketer; not of the desk."""
    return _in_group(make_member(name or "Marketer", **fields), MARKETING)


def make_admin(name: str = "", **fields: Any) -> Member:
    return make_member(name or "Admin", is_superuser=True, is_staff=True, **fields)


def make_brand_member(name: str = "", **fields: Any) -> Member:
    """Somebody who speaks for the brand."""
    role = {"en": "Product designer", "nb": "Produktdesigner"}
    return make_member(name or "Brand person", brand_role=role, **fields)


def _in_group(member: Member, group: str) -> Member:
    member.groups.add(Group.objects.get(name=group))
    return member


def make_product(slug: str = "", **fields: Any) -> Product:
    slug = slug or f"product-{next(_numbers)}"
    names = fields.pop("names", {"en": slug.title(), "nb": f"{slug.title()} (nb)"})
    return Product.objects.create(slug=slug, names=names, **fields)


def make_topic(slug: str = "", **fields: Any) -> Topic:
    slug = slug or f"topic-{next(_numbers)}"
    return Topic.objects.create(slug=slug, names={"en": slug.title(), "nb": f"{slug.title()} (nb)"}, **fields)


def submit(
    author: Member | None = None,
    *,
    kind: str = Post.Kind.TIP,
    title: str = "Grind finer",
    body: str = "<p>Grind a little finer and the bitterness goes away, at least in my kitchen.</p>",
    stars: int | None = None,
    photos: Any = (),
    product: Product | None = None,
    at: datetime | None = None,
    **about: Any,
) -> Post:
    """Hand in a post as the form does; screening decides what becomes of it."""
    if kind == Post.Kind.REVIEW:
        product = product or make_product()
        stars = stars if stars is not None or (author and author.by_brand) else 4
    return actions.submit_post(
        by=author or make_member(),
        about=About(kind=kind, product=product, language=about.pop("language", "en"), **about),
        words=Words(title=title, body=body, stars=stars, photos=photos),
        at=at,
    )


def make_post(author: Member | None = None, **fields: Any) -> Post:
    """A public post, cleared by the desk's own step if screening let it wait."""
    post = submit(author, **fields)
    if not post.is_public:
        post = actions.publish(post)
    if not post.in_feeds:
        post = actions.admit_to_feeds(post)
    return post


def make_waiting_post(author: Member | None = None, **fields: Any) -> Post:
    """A post before the desk: it carries what screening holds."""
    body = (
        "<p>BUY CHEAP MACHINES STRAIGHT FROM THE FACTORY AND SAVE A LOT OF MONEY TODAY AT https://a.example "
        "https://b.example https://c.example, OR MAIL x@y.example!!!!!</p>"
    )
    post = submit(author or make_member(joined_days_ago=0), **{"body": body, **fields})
    if post.state == State.SUBMITTED:
        post = actions.hold(post)
    assert post.state == State.WAITING
    return post


def make_comment(
    place: Post | Page, author: Member | None = None, body: str = "Thank you, that helped.", **fields: Any
) -> Comment:
    """A public comment on a post or on an editorial page."""
    under = {"post": place} if isinstance(place, Post) else {"page": place}
    comment = actions.submit_comment(by=author or make_member(), body=body, **under, **fields)
    return comment if comment.is_public else actions.publish(comment)


def home(language: str = "en") -> HomePage:
    return HomePage.objects.get(locale=Locale.objects.get(language_code=language))


def publish_page(parent: Page, page: Page) -> Page:
    """Add a page and publish it the way an editor's click does (a bare `add_child` sends no signal)."""
    page.live = False
    if page.picture_id and not page.picture_alt:
        page.picture_is_decoration = True
    with _unindexed():
        parent.add_child(instance=page)
        revision = page.save_revision()
    revision.publish()
    page.refresh_from_db()
    return page


@contextmanager
def _unindexed() -> Iterator[None]:
    """Leave the indexes of searching and of references to the publication, which writes both again."""
    with disable_reference_index_auto_update(), patch.object(signal_handlers, "insert_or_update_object_task"):
        yield


def make_product_page(product: Product | None = None, language: str = "en", **fields: Any) -> ProductPage:
    product = product or make_product()
    parent = ProductIndexPage.objects.get(locale__language_code=language)
    title = fields.pop("title", product.names["en"])
    return publish_page(parent, ProductPage(title=title, slug=product.slug, product=product, **fields))


def make_story(title: str = "", language: str = "en", **fields: Any) -> StoryPage:
    title = title or f"Story {next(_numbers)}"
    parent = StoryIndexPage.objects.get(locale__language_code=language)
    return publish_page(parent, StoryPage(title=title, **fields))


def make_picture(
    title: str = "A cup", *, width: int = 900, height: int = 600, prepared: bool = True, **fields: Any
) -> BrandImage:
    """A picture of the library, wide enough for two of the sizes that pages show, and with its WebP files."""
    file = BytesIO()
    PillowImage.new("RGB", (width, height), "teal").save(file, "PNG")
    file.seek(0)
    picture = BrandImage(title=title, description=fields.pop("description", "A cup on a bench"), **fields)
    picture.file = ImageFile(file, name=f"{title.lower().replace(' ', '-')}.png")
    picture.save()
    if prepared:
        prepare_picture(picture.pk)
        picture.refresh_from_db()
    return picture


def plan_feeds() -> None:
    """Do now what a worker does after a commit: bring every entry in line, and plan every feed."""
    for post_id, page_id in PendingSync.objects.values_list("post", "page"):
        feeds.sync_source(post_id, page_id)
    while feeds.plan_due_feeds():
        pass


def make_topic_page(topic: Topic | None = None, language: str = "en", **fields: Any) -> TopicPage:
    topic = topic or make_topic()
    parent = TopicIndexPage.objects.get(locale__language_code=language)
    title = fields.pop("title", topic.names["en"])
    return publish_page(parent, TopicPage(title=title, slug=topic.slug, topic=topic, **fields))


def make_invitation(email: str = "kari@example.com", *, role: str = "", **fields: Any) -> Invitation:
    """An invitation by an admin: to the team where there is a `role`, else as a customer."""
    by = fields.pop("by", None) or make_admin()
    label = {"en": "Coffee trainer", "nb": "Kaffelærer"} if role else {}
    language = fields.pop("language", "en")
    return invite([email], by=by, role=role, brand_role=label, language=language, **fields).made[0]


def make_news(member: Member, kind: str, **facts: Any) -> Notification:
    """Something a member is told, with what its sentence needs."""
    post = make_post(member, kind="review" if kind == "holds_up" else "tip", product=make_product())
    comment = make_comment(post) if kind in ("comment", "mention") else None
    Notification.objects.filter(member=member).delete()
    told: dict[str, dict[str, Any]] = {
        "badge": {"sentence": "You have a badge.", "address": "/badges/"},
        "blog": {"sentence": "The proof is gone.", "address": "/my/blogs/1/"},
        "credit": {"title": "A new lid", "address": "/stories/a-new-lid/"},
        "decision": {"action": "clear"},
        "holds_up": {"months": 6},
        "owner": {"sentence": "You are a verified owner.", "address": "/my/products/kvern/"},
        "team": {"sentence": "You are in the team."},
    }
    about = (
        {}
        if kind in ("badge", "blog", "owner", "team")
        else {"comment": comment}
        if comment
        else {"post": post}
    )
    return notify(member, kind, facts={**told.get(kind, {}), **facts}, **about)
