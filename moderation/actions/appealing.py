"""Appeals: the author of restricted words asks for a second look, by somebody else."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Comment, Member, Post
from moderation.actions.cases import is_about_staff
from moderation.actions.refusals import MayNotAppeal
from moderation.models import Arrival, Case, Decision
from moderation.queues import urgency
from moderation.steps import RESTRICTIONS, SILENT
from pagecache import raise_generations

OPEN_FOR = timedelta(days=184)
"""Six months: the longest there are."""
MODELS: dict[str, type[Post | Comment | Member]] = {"post": Post, "comment": Comment, "member": Member}


@transaction.atomic
def appeal(decision: Decision, *, by: Member, text: str) -> Case:
    """Ask for a decision to be looked at again; returns its case, the same one for the same decision.

    Raises `MayNotAppeal` where there is nothing to appeal against, or not any more.
    """
    if case := Case.objects.filter(appeals=decision.pk).first():
        return case
    check_may_appeal(decision, by)
    target = MODELS[decision.target]._default_manager.get(pk=decision.target_id)
    revision = None
    if isinstance(target, Post) and decision.revision_id is not None:
        revision = target.revisions.filter(pk=decision.revision_id).first()
    try:
        with transaction.atomic():
            case = Case.objects.create(
                **{decision.target: target},
                kind=Case.Kind.APPEAL,
                revision=revision,
                about_staff=is_about_staff(target),
                urgency=urgency(Case.Kind.APPEAL, 0),
                appeals=decision.pk,
                appeal_text=text,
            )
    except IntegrityError as clash:
        if case := Case.objects.filter(appeals=decision.pk).first():
            return case
        raise MayNotAppeal(_("Somebody at the desk has it before them already.")) from clash
    Arrival.objects.create(case_id=case.pk, kind=Case.Kind.APPEAL)
    # The public figures count it.
    raise_generations("trust")
    return case


def check_may_appeal(decision: Decision, by: Member) -> None:
    """Raise `MayNotAppeal` unless `by` wrote the words, it stands, and nobody looks at it now."""
    if decision.author_id != by.pk:
        raise MayNotAppeal(_("Only the author of the words can appeal."))
    if not Decision.objects.standing().filter(pk=decision.pk).exists():
        raise MayNotAppeal(_("This decision was taken back."))
    if decision.action not in RESTRICTIONS:
        raise MayNotAppeal(_("This decision takes nothing from you."))
    if timezone.now() - decision.created_at > OPEN_FOR:
        raise MayNotAppeal(_("An appeal is possible for six months; they are over."))
    if Case.objects.undecided().filter(**{decision.target: decision.target_id}).exists():
        raise MayNotAppeal(_("Somebody at the desk has it before them already. You will hear from us."))
    # Somebody else's report that came to nothing takes no appeal away, nor does what was taken back.
    newer = Decision.objects.standing().exclude(action__in=SILENT | {Decision.Action.KEEP})
    newer = newer.filter(target=decision.target, target_id=decision.target_id, pk__gt=decision.pk)
    if decision.target == "member":
        # A later warning leaves an earlier pause as it was; only what ended it counts.
        newer = newer.filter(Q(part_of=decision.pk) | Q(reverses=decision.pk))
    if newer.exists():
        raise MayNotAppeal(_("Something newer was decided since. See “My posts” for how it stands."))
