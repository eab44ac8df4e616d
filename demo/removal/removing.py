"""Removing what the plan names, in one transaction; files go after it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Model, Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import ModelLogEntry, Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.models import IndexEntry
from wagtail_localize.models import TranslatableObject

from community.actions.deciding import forget_votes
from community.actions.rating import forget_rating
from community.models import Comment, IdeaVote, Invitation, Member, OwnerCode, Photo, Post, Rating, Receipt
from community.models.posts import State
from content.actions.pictures import pictures_gone
from content.models import BrandImage, BrandSettings, EditorialPage, Product, Topic
from demo.removal import files
from demo.removal.finding import LASTING, Plan
from feeds.actions.owning import delete_own_feed
from feeds.models import Edition, Feed, FeedEntry
from feeds.outbox import mark_dirty
from moderation.models import Arrival, Case, Decision, DecisionText, Report
from pagecache import raise_generations

BATCH = 500
TITLES = {
    "HomePage": {"en": "Home", "nb": "Hjem"},
    "ProductIndexPage": {"en": "Products", "nb": "Produkter"},
    "StoryIndexPage": {"en": "Stories", "nb": "Historier"},
    "TopicIndexPage": {"en": "Topics", "nb": "Emner"},
}
"""As migrations made them."""
BRANCHES = {Product: ("products", "reviews"), Topic: ("topics",)}


@transaction.atomic
def remove(plan: Plan) -> None:
    """Remove everything the plan names. What else there is stays whole: sums, counts and feeds follow."""
    photos = _drop_photos(plan)
    _forget_decisions(plan)
    _drop_words(plan)
    _drop_people(plan)
    _drop_pages(plan)
    for slug in plan.feeds:
        delete_own_feed(slug)
    _restore_lasting(plan)
    _drop_catalogue(plan)
    _restore_brand(plan)
    _settle_feeds()
    raise_generations("brand")
    transaction.on_commit(partial(_after, photos))


def _after(photos: Iterable[str]) -> None:
    """Delete what no transaction can bring back."""
    files.drop_photos(photos)
    files.drop_share_pictures()
    if folder := getattr(settings, "EMAIL_FILE_PATH", None):
        files.drop_mails(Path(folder))
    cache.delete("community:active-members")


def _drop_photos(plan: Plan) -> list[str]:
    """Delete the photos of members and posts that go, and receipts; returns the names of their files."""
    uses = Q(owner__in=plan.members) | Q(uses__revision__post__in=plan.posts)
    photos = list(Photo.objects.filter(uses).distinct())
    names = [str(photo.original.name) for photo in photos if photo.original]
    names += [size["name"] for photo in photos for size in photo.renditions]
    Photo.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    receipts = Receipt.objects.filter(member__in=plan.members | plan.authors)
    names += receipts.exclude(file="").values_list("file", flat=True)
    receipts.delete()
    return names


def _forget_decisions(plan: Plan) -> None:
    """Take the demo's lines out of the log, which refuses that to everybody else: see decision 0007."""
    gone = Decision.objects.filter(
        Q(author_id__in=plan.members)
        | Q(target="post", target_id__in=plan.posts)
        | Q(target="comment", target_id__in=plan.comments)
    )
    # Nothing of a real member's is among them: the plan holds what demo members wrote, and nothing else.
    ids, cases = list(gone.values_list("pk", flat=True)), set(gone.values_list("case_id", flat=True))
    about = Q(post__in=plan.posts) | Q(comment__in=plan.comments) | Q(member__in=plan.members)
    cases |= set(Case.objects.filter(about).values_list("pk", flat=True))
    # And what only demo members reported.
    reporters = plan.members | plan.authors
    others = Report.objects.exclude(reporter__in=reporters).values("case")
    told = Report.objects.filter(reporter__in=reporters).exclude(case__in=others)
    cases |= set(told.values_list("case", flat=True))
    DecisionText.objects.filter(decision_id__in=ids).delete()
    came = Arrival.objects.filter(case_id__in=cases)
    if ids or came.exists():
        with _log_open():
            gone.delete()
            came.delete()


@contextmanager
def _log_open() -> Iterator[None]:
    """Lift the guard of both logs; the transaction puts it back also where something fails."""
    tables = ("moderation_decision", "moderation_arrival")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A table that has checks of foreign keys before it cannot be altered: they are made at once.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only")
            yield
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_append_only")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s)", tables
        )
        guards = cursor.fetchall()
        for name, _sql in guards:
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
        yield
        for _name, sql in guards:
            cursor.execute(sql)


def _drop_words(plan: Plan) -> None:
    """Posts and comments, and what demo members did to the words of others."""
    Case.objects.filter(Q(post__in=plan.posts) | Q(comment__in=plan.comments)).delete()
    for pks in _batches(plan.posts):
        Post.objects.filter(pk__in=pks).delete()
    everybody = plan.members | plan.authors
    for rating in Rating.objects.filter(member__in=everybody).select_related("post", "member"):
        forget_rating(rating)
    for voter in Member.objects.filter(pk__in=IdeaVote.objects.filter(member__in=everybody).values("member")):
        forget_votes(voter)
    answered = Comment.objects.filter(pk__in=plan.comments).exclude(post=None)
    posts = set(answered.values_list("post", flat=True))
    for pks in _batches(plan.comments):
        Comment.objects.filter(pk__in=pks).delete()
    for post in posts:
        count = Comment.objects.filter(post=post, state=State.PUBLISHED, is_update=False).count()
        Post.objects.filter(pk=post).update(comment_count=count)
    reported = Report.objects.filter(reporter__in=everybody)
    cases = set(reported.values_list("case", flat=True))
    reported.delete()
    Case.objects.undecided().filter(pk__in=cases, kind=Case.Kind.REPORTED, reports=None).delete()


def _drop_people(plan: Plan) -> None:
    """Members with their sessions. Whose words stay keeps the name, and can no longer sign in."""
    gone = plan.members | plan.authors
    # Of a product that stays: the README knows one of them.
    OwnerCode.objects.unused().filter(made_by__in=gone).delete()
    Invitation.objects.filter(pk__in=plan.invitations).delete()
    for session in Session.objects.iterator():
        if int(session.get_decoded().get(SESSION_KEY, 0)) in gone:
            session.delete()
    for author in Member.objects.filter(pk__in=plan.authors):
        author.set_unusable_password()
        author.groups.clear()
        author.is_superuser = author.is_staff = False
        author.brand_role = {}
        author.save()
    for pks in _batches(plan.members):
        Member.objects.filter(pk__in=pks).delete()


def _drop_pages(plan: Plan) -> None:
    pages = Page.objects.filter(pk__in=plan.pages)
    keys = set(pages.values_list("translation_key", flat=True))
    for page in pages.specific():
        page.delete()
    PageLogEntry.objects.filter(page__in=plan.pages).delete()
    orphans = TranslatableObject.objects.filter(translation_key__in=keys)
    orphans.exclude(translation_key__in=Page.objects.values("translation_key")).delete()


def _restore_lasting(plan: Plan) -> None:
    """Make the pages every site has what they were before anybody edited them."""
    for kind in LASTING:
        for page in kind.objects.filter(pk__in=plan.lasting).select_related("locale"):
            title = TITLES[kind.__name__][page.locale.language_code]
            kind.objects.filter(pk=page.pk).update(
                **_defaults(kind),
                title=title,
                draft_title=title,
                search_description="",
                seo_title="",
                latest_revision=None,
                live_revision=None,
                latest_revision_created_at=None,
                last_published_at=page.first_published_at,
                has_unpublished_changes=False,
                owner=None,
            )
            Revision.objects.for_instance(page).delete()
            PageLogEntry.objects.filter(page=page.pk).delete()
            _forget_in_indexes(page)


def _defaults(kind: type[EditorialPage]) -> dict[str, Any]:
    """Return what the fields that are not every page's hold on a page nobody filled in."""
    return {
        field.attname: field.get_default()
        for field in kind._meta.concrete_fields
        if field.model is kind and not field.primary_key
    }


def _forget_in_indexes(page: Page) -> None:
    kinds = [ContentType.objects.get_for_model(model) for model in (Page, type(page))]
    IndexEntry.objects.filter(content_type__in=kinds, object_id=str(page.pk)).delete()
    ReferenceIndex.objects.filter(base_content_type__in=kinds, object_id=str(page.pk)).delete()


def _drop_catalogue(plan: Plan) -> None:
    groups: list[tuple[type[Product] | type[Topic], set[int]]] = [
        (Product, plan.products), (Topic, plan.topics)
    ]  # fmt: skip
    for kind, pks in groups:
        rows = kind._default_manager.filter(pk__in=pks)
        for row in rows:
            for branch in BRANCHES[kind]:
                _drop_redirects(f"/{branch}/{row.slug}")
        _drop_log(kind, pks)
        rows.delete()
    pictures_gone(list(plan.images))
    _drop_log(BrandImage, plan.images)
    # One by one: Wagtail deletes files when it is told of each.
    for image in BrandImage.objects.filter(pk__in=plan.images):
        image.delete()


def _drop_redirects(address: str) -> None:
    """Delete what leads to or from an address, in every language."""
    for prefix in ("", *(f"/{code}" for code, _name in settings.LANGUAGES)):
        start = prefix + address
        Redirect.objects.filter(
            Q(old_path=start) | Q(old_path__startswith=f"{start}/") | Q(redirect_link__startswith=f"{start}/")
        ).delete()


def _drop_log(kind: type[Model], pks: set[int]) -> None:
    ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(kind), object_id__in=[str(pk) for pk in pks]
    ).delete()


def _restore_brand(plan: Plan) -> None:
    """Set back what still says what the demo says; a row that says nothing is no row."""
    row = BrandSettings.objects.first()
    if row is None:
        return
    for name in plan.brand:
        setattr(row, name, BrandSettings._meta.get_field(name).get_default())
    if not any(row.legal_links.values()):
        row.legal_links = {}  # Of each language none: what the legal pages that went have left.
    fields = [field for field in BrandSettings._meta.concrete_fields if not field.primary_key]
    if all(getattr(row, field.attname) == field.get_default() for field in fields):
        row.delete()
        ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(BrandSettings)).delete()
    else:
        row.save()


def _settle_feeds() -> None:
    """Feeds with nothing left in them go, unless somebody made or tuned them; the others are planned anew."""
    full = set(FeedEntry.objects.values_list("feed", flat=True).distinct())
    idle = Feed.objects.exclude(pk__in=full).filter(placements=None, rule={}, config={}, titles={})
    idle.delete()
    left = Feed.objects.all()
    # Every edition so far may list what is gone.
    Edition.objects.filter(feed__in=left).delete()
    mark_dirty(left)


def _batches(pks: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(pks)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]
