"""Everything about one case on one screen, read in a fixed number of queries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from community.cards import ties_of
from community.models import Comment, Ownership, Photo, Post, PostRevision, RevisionPhoto
from community.photos import picture_of
from community.sanitize import photo_ids, place_photos
from community.words.diff import Change, word_diff
from content.cards import Picture
from moderation import screening
from moderation.facts import text_of
from moderation.holdings import of_member
from moderation.models import Case, CaseQuerySet, Decision, DecisionText, Report
from moderation.queues import title_of
from moderation.steps import actions_for, is_edit

POSTS, DECISIONS, CASES, REPORTS = 6, 10, 5, 50
PREVIEW = 800
"""Pixels across of a photo that is not public, as the desk sees it."""


@dataclass(frozen=True)
class Line:
    """A decision in the author's history, with its words if they were not erased.

    `parts` is how many posts and comments a ban, or the end of one, took along.
    """

    decision: Decision
    facts: str
    by: str
    is_undone: bool
    parts: int = 0


@dataclass
class Dossier:
    """What the page of a case prints."""

    case: Case
    target: Post | Comment
    revision: PostRevision | None
    title: str
    body: str
    pictures: list[Picture]
    is_edit: bool
    signals: list[tuple[str, int, str]]
    actions: Sequence[Decision.Action]
    ties: tuple[str, ...] = ()
    ownership: Ownership | None = None
    changes: list[Change] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    history: list[Line] = field(default_factory=list)
    other_cases: list[tuple[Case, str]] = field(default_factory=list)
    """Each with its title."""
    appealed: Line | None = None

    @property
    def record(self) -> list[tuple[str, int]]:
        """What people decided on this author of late, and stands, as (decision, how often)."""
        lines = (line for line in self.history if not (line.is_undone or line.decision.automated))
        return Counter(line.decision.get_action_display() for line in lines).most_common()

    @property
    def author_picture(self) -> Picture | None:
        return picture_of(self.target.author.picture)

    @property
    def stars(self) -> int | None:
        """Stars as readers see them; they count for nothing here."""
        if self.revision is None or not isinstance(self.target, Post):
            return None
        if self.target.by_brand or self.target.works_for_brand:
            return None
        return self.revision.stars


def cases_for_page() -> CaseQuerySet:
    """Cases with what their page needs of the words, in three queries."""
    photos = RevisionPhoto.objects.select_related("photo")
    return (
        Case.objects.with_targets()
        .select_related("post__author__picture", "comment__author__picture", "comment__page")
        .prefetch_related(
            Prefetch("revision__photos", queryset=photos),
            Prefetch("post__latest_revision__photos", queryset=photos),
        )
    )


def open_dossier(case: Case, *, brand_name: str, cases: CaseQuerySet) -> Dossier:
    """Gather a case from `cases_for_page`. `cases` are those its reader may see."""
    target = case.target
    revision = (case.revision or target.latest_revision) if isinstance(target, Post) else None
    pictures = pictures_of(revision) if revision else {}
    html = revision.body_html if revision else target.body_html
    in_body = set(photo_ids(html))
    edit = is_edit(case, target)
    history = _history(target, case.appeals)
    return Dossier(
        case=case,
        target=target,
        revision=revision,
        title=revision.title if revision else _("Comment"),
        body=place_photos(html, pictures),
        pictures=[picture for pk, picture in pictures.items() if pk not in in_body],
        is_edit=edit,
        signals=[
            (row["code"], row["points"], screening.sentence(row["code"], row["detail"]))
            for row in case.signals
        ],
        actions=actions_for(case, target),
        ties=ties_of(target, brand_name) if isinstance(target, Post) else (),
        ownership=_ownership(target),
        changes=_changes(target, revision) if edit and revision else [],
        reports=list(case.reports.order_by("created_at")[:REPORTS]),
        posts=_posts_beside(target),
        history=[line for line in history if line.decision.pk != case.appeals],
        other_cases=[(other, title_of(other)) for other in _other_cases(case, cases)],
        appealed=next((line for line in history if line.decision.pk == case.appeals), None),
    )


def pictures_of(revision: PostRevision) -> dict[int, Picture]:
    """Return a revision's photos by id: public ones as readers get them, others through the guarded view."""
    found = {}
    for use in revision.photos.all():
        picture = picture_of(use.photo, use.alt) or preview_of(use.photo, use.alt)
        if picture is not None:
            found[use.photo_id] = picture
    return found


def preview_of(photo: Photo, alt: str) -> Picture | None:
    """Return a photo that is not public as a picture for the desk; None before it is prepared."""
    if not photo.renditions:
        return None
    fitting = [size for size in photo.renditions if size["width"] >= PREVIEW] or photo.renditions[-1:]
    width, height = fitting[0]["width"], fitting[0]["height"]
    src = reverse("community:photo", args=[photo.uuid, PREVIEW])
    return Picture(src=src, srcset=f"{src} {width}w", width=width, height=height, alt=alt or photo.alt)


def _ownership(target: Post | Comment) -> Ownership | None:
    if not isinstance(target, Post) or not target.product_id:
        return None
    return Ownership.objects.filter(member=target.author_id, product=target.product_id).first()


def _changes(post: Post, revision: PostRevision) -> list[Change]:
    return word_diff(text_of(post, post.public_revision), text_of(post, revision))


def _posts_beside(target: Post | Comment) -> list[Post]:
    posts = target.author.posts.order_by("-created_at").select_related("public_revision", "latest_revision")
    return list(posts.exclude(pk=target.pk)[:POSTS] if isinstance(target, Post) else posts[:POSTS])


def _history(target: Post | Comment, appealed: int | None) -> list[Line]:
    """Decisions on this author's words, the newest first, and the one an appeal is against."""
    decisions = Decision.objects.exclude(action=Decision.Action.UNDO)
    rows = list(decisions.filter(author_id=target.author_id).order_by("-created_at", "-pk")[:DECISIONS])
    if appealed and appealed not in {row.pk for row in rows}:
        rows += decisions.filter(pk=appealed)
    pks = [row.pk for row in rows]
    words = {text.decision_id: text for text in DecisionText.objects.filter(decision_id__in=pks)}
    undone = set(Decision.objects.filter(reverses__in=pks).values_list("reverses", flat=True))
    return [
        Line(
            decision=row,
            facts=words[row.pk].facts if row.pk in words else "",
            by=words[row.pk].decided_by_name if row.pk in words else "",
            is_undone=row.pk in undone,
        )
        for row in rows
    ]


def _other_cases(case: Case, cases: CaseQuerySet) -> CaseQuerySet:
    """Open cases on the same author and on whatever else they wrote."""
    mine = cases.undecided().with_targets().filter(of_member(case.target.author_id))
    return mine.exclude(pk=case.pk).order_by("-urgency", "pk")[:CASES]
