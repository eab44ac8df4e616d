"""Appeals: the author of restricted words asks for a second look, by somebody else."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Comment, Member, Post
from moderation.actions.cases import find_open_case, is_about_staff
from moderation.actions.refusals import MayNotAppeal
from moderation.models import Arrival, Case, Decision
from moderation.queues import urgency
from moderation.steps import RESTRICTIONS
from pagecache import raise_generations

OPEN_FOR = timedelta(days=183)


@transaction.atomic
def appeal(decision: Decision, *, by: Member, text: str) -> Case:
    """Ask for a decision to be looked at again; returns its case, the same one for the same decision.

    Raises `MayNotAppeal` where there is nothing to appeal against, or not any more.
    """
    if case := Case.objects.filter(appeals=decision.pk).first():
        return case
    check_may_appeal(decision, by)
    target = (Post if decision.target == "post" else Comment).objects.get(pk=decision.target_id)
    if find_open_case(target):
        raise MayNotAppeal(_("Somebody at the desk has it before them already. You will hear from us."))
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
    """Raise `MayNotAppeal` unless `by` wrote the words and the restriction still stands."""
    if decision.author_id != by.pk:
        raise MayNotAppeal(_("Only the author of the words can appeal."))
    if decision.action not in RESTRICTIONS:
        raise MayNotAppeal(_("This decision takes nothing from you."))
    if timezone.now() - decision.created_at > OPEN_FOR:
        raise MayNotAppeal(_("An appeal is possible for six months; they are over."))
    newer = Decision.objects.filter(target=decision.target, target_id=decision.target_id, pk__gt=decision.pk)
    if newer.exists():
        raise MayNotAppeal(_("Something newer was decided since. See “My posts” for how it stands."))
