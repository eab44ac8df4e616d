"""Screening: what is handed in becomes public at once, or a case; the author is told of every restriction."""

import hashlib
from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.text import Truncator
from django.utils.timesince import timesince
from django.utils.translation import gettext as _, override

from community import actions as community
from community.models import Comment, Member, Post, PostRevision
from community.models.posts import State
from moderation import screening
from moderation.actions.cases import Target, find_open_case, open_case
from moderation.actions.log import cancel_mails, record, tell
from moderation.facts import facts_of, held_lately, remember
from moderation.lists import rules_for
from moderation.models import Case, Decision, DecisionText
from moderation.queues import median_wait
from moderation.screening import Assessment

Action = Decision.Action
LEFT_FOR = timedelta(seconds=60)
LINKS_PAUSED_FOR = timedelta(hours=24)
# What colleagues read in the log where no mail was owed.
SILENT = "Deceptive high-volume spam: logged without a mail."
BATCH = 200
# A reason also stands in `Post.in_feeds_reason`, 300 characters, beside a sentence on how long it takes.
NOTICED = 200


@transaction.atomic
def screen(contribution: Target, *, revision: PostRevision | None = None) -> None:
    """Publish what was handed in, or open a case; does nothing for what was judged already.

    `revision` is the version to look at (None: the latest; a comment has none). A low risk is public at
    once; a middle one is public, but out of feeds until somebody has looked; a high one waits. People of the
    brand answer for their words by name: theirs are not screened.
    """
    if isinstance(contribution, Post):
        revision = revision or contribution.latest_revision
    if not _is_due(contribution, revision):
        return
    if contribution.by_brand:
        _publish(contribution, revision)
        return
    facts = facts_of(contribution, revision)
    found = screening.assess(facts, rules_for(contribution.language))
    remember(contribution, revision, facts.link_hosts)
    case = find_open_case(contribution)
    is_waiting = case is not None and case.kind != Case.Kind.SAMPLE
    action = _restriction(contribution, found.band, has_case=is_waiting)
    reason = reason_for(found, contribution.author) if action else ""
    before = contribution.state
    if action == Action.HOLD:
        community.hold(contribution)
    else:
        if action == Action.CLEAR_OUT_OF_FEEDS:
            # Before it is public, so that no feed ever takes it in.
            community.keep_out_of_feeds(cast(Post, contribution), reason=reason)
        _publish(contribution, revision)
    kind = Case.Kind.WAITING
    if found.band == screening.PUBLISH and not is_waiting:
        if case is None and not _is_sampled(contribution, revision):
            return
        kind = Case.Kind.SAMPLE
    signals = [signal.as_row() for signal in found.signals]
    case = open_case(
        contribution, kind=kind, revision=revision, risk=found.risk, band=found.band, signals=signals
    )
    if not action:
        return
    if found.band == screening.HOLD_AND_PAUSE and not (facts.may_link or facts.links_paused):
        reason = _pause_links(contribution, case, reason)
    elif _was_stated(case, action):
        # Once a case, however often they edit meanwhile.
        return
    is_spam = screening.is_mass_spam(facts, found, held_lately(contribution.author))
    _state_reasons(contribution, case, action=action, reason=reason, before=before, is_silent=is_spam)


def _pause_links(contribution: Target, case: Case, reason: str) -> str:
    """Let all links of a new account wait for a day; returns the reasons with that said.

    One statement tells of both: the one on the words that led to it, which is logged after this. What the
    author was told of them before is outdated, and not mailed where it was not yet.
    """
    cancel_mails(case)
    author = contribution.author
    with override(author.language):
        said = _(
            "For 24 hours whatever you hand in with a link in it waits, too. It ends sooner when somebody "
            "has looked and cleared this."
        )
    reason = f"{reason} {said}"
    decision = Decision.objects.create(
        case_id=case.pk,
        target="member",
        target_id=author.pk,
        author_id=author.pk,
        action=Action.PAUSE_LINKS,
        ground=Decision.Ground.UNSEEN,
        state_before=author.level,
        automated=True,
        followed_report=case.reports.exists(),
        text_digest=hashlib.sha256(b"").hexdigest(),
        until=timezone.now() + LINKS_PAUSED_FOR,
        case_kind=case.kind,
        opened_at=case.opened_at,
    )
    DecisionText.objects.create(decision_id=decision.pk, facts=reason)
    return reason


def _is_due(contribution: Target, revision: PostRevision | None) -> bool:
    """Whether these words were handed in and are not what readers see already."""
    if isinstance(contribution, Post) and contribution.is_public:
        return revision is not None and contribution.public_revision_id != revision.pk
    return contribution.state in (State.SUBMITTED, State.WAITING)


def _restriction(contribution: Target, band: str, *, has_case: bool) -> str:
    """What the site itself does to these words until a person has looked; "" for nothing."""
    if contribution.state == State.WAITING or (contribution.state == State.SUBMITTED and has_case):
        return Action.HOLD
    if band == screening.PUBLISH:
        return ""
    if band != screening.OUT_OF_FEEDS:
        return Action.HOLD
    if isinstance(contribution, Comment):
        return ""
    # The cleared version of a public post keeps its place; only its edit waits.
    return Action.HOLD if contribution.is_public and contribution.in_feeds else Action.CLEAR_OUT_OF_FEEDS


def _is_sampled(contribution: Target, revision: PostRevision | None) -> bool:
    """Whether the desk looks at something nothing fired for, so that what screening misses is known.

    By a number that nobody outside can foresee, and that is the same however often it is asked.
    """
    version = revision.number if revision else 0
    seen = f"{type(contribution)._meta.model_name} {contribution.pk} {version}"
    number = int.from_bytes(salted_hmac("moderation.sample", seen, algorithm="sha256").digest()[:4])
    return number % 100 < settings.SPOT_CHECK_PERCENT


def _publish(contribution: Target, revision: PostRevision | None) -> None:
    if isinstance(contribution, Post):
        community.publish(contribution, revision=revision)
    else:
        community.publish(contribution)


def reason_for(found: Assessment, author: Member) -> str:
    """Say in the author's language what fired and how long a look takes lately; at most 300 characters."""
    with override(author.language):
        fired = [screening.sentence(s.code, s.detail) for s in found.signals if s.points > 0]
        noticed = _as_much_as_fits(fired)
        wait = median_wait()
        if wait is None:
            return _("Our checks noticed: %(noticed)s. Somebody looks at it soon.") % {"noticed": noticed}
        return _("Our checks noticed: %(noticed)s. Somebody looks at it, lately within %(time)s.") % {
            "noticed": noticed,
            "time": timesince(timezone.now() - max(wait, timedelta(minutes=1)), depth=1),
        }


def _as_much_as_fits(sentences: list[str]) -> str:
    """Join the heaviest signals, none of them cut in the middle unless the first alone is too long."""
    joined = Truncator(sentences[0]).chars(NOTICED) if sentences else ""
    for one in sentences[1:]:
        if len(joined) + len(one) + 2 > NOTICED:
            break
        joined = f"{joined}; {one}"
    return joined


def _state_reasons(
    contribution: Target, case: Case, *, action: str, reason: str, before: str, is_silent: bool
) -> None:
    """Log what the site did by itself, and tell the author.

    `is_silent`: mass spam stands in the log, and its author finds the reasons beside the words, but no mail
    is sent.
    """
    decision = record(
        contribution,
        action=action,
        by=None,
        before=before,
        case=case,
        ground=Decision.Ground.UNSEEN,
        facts=reason,
        note=SILENT if is_silent else "",
    )
    if not is_silent:
        tell(decision, contribution, reason)


def _was_stated(case: Case, action: str) -> bool:
    return Decision.objects.filter(case_id=case.pk, action=action, automated=True).exists()


def sweep_submitted() -> int:
    """Screen what was handed in more than a minute ago and not screened; returns how many rows that were."""
    left = timezone.now() - LEFT_FOR
    count = 0
    lost = _lost_edits().filter(latest_revision__created_at__lt=left)
    for pk in list(lost.values_list("pk", flat=True)[:BATCH]):
        count += _screen_row(lost, pk)
    for model in (Post, Comment):
        for pk in list(
            model.objects.unscreened().filter(submitted_at__lt=left).values_list("pk", flat=True)[:BATCH]
        ):
            count += _screen_row(model.objects.unscreened(), pk)
    return count


def _lost_edits() -> models.QuerySet[Post]:
    """Return public posts with a newer version that no open case is about: screening never saw it.

    A version that was judged is public, refused (then it is the latest no more), or before the desk. A banned
    member's waits for the end of the ban.
    """
    before_desk = Case.objects.undecided().filter(post=OuterRef("pk"), revision=OuterRef("latest_revision"))
    edited = Post.objects.published().filter(author__banned_at=None)
    edited = edited.exclude(latest_revision=F("public_revision"))
    return edited.exclude(Exists(before_desk))


@transaction.atomic
def _screen_row(unscreened: models.QuerySet[Any], pk: int) -> bool:
    """Screen one row unless somebody else does right now, or did meanwhile."""
    # Its author first, as who hands in and who bans: a ban lists what is public, and nothing becomes so
    # behind its back.
    authors = Member.objects.select_for_update(no_key=True, skip_locked=True)
    if authors.filter(pk__in=unscreened.filter(pk=pk).values("author")).first() is None:
        return False
    rows = unscreened.select_for_update(no_key=True, of=("self",), skip_locked=True)
    row = rows.select_related("author").filter(pk=pk).first()
    if row is None:
        return False
    screen(row)
    return True
