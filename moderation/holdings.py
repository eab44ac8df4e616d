"""What the desk holds of a member, for their copy and for erasure."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from community.holdings import OTHERS
from community.personal_data import Fate, Holding
from moderation.lists import ListEntry
from moderation.models import Case, Decision, DecisionText, Fingerprint, Report
from moderation.models.answers import Answer

DECISIONS = _("Decisions on what you wrote: which, when, and by which rule")
LOG = _(
    "The log holds numbers instead of names and words, and can only be added to: it shows for good what was "
    "decided here and why. Nothing leads from the number to you any more."
)
GROUNDS = _("What the desk told you and noted about what you wrote")
DESK = _("What you did at the desk")
CASES = _("Your words before the desk, and reports about them")
LISTS = _("What the site watches for goes on counting, whoever listed it.")
ALARMS = _("What is done when somebody’s life may be in danger is not told to whoever wrote of it.")
NO_COLLEAGUES = ("claimed_by_id", "claimed_until")


def texts_about(member_id: int) -> QuerySet[DecisionText]:
    """Return the words of decisions on what a member wrote."""
    decisions = Decision.objects.filter(author_id=member_id).values("pk")
    return DecisionText.objects.filter(decision_id__in=decisions)


def decisions_told(member_id: int) -> QuerySet[Decision]:
    """Return the lines on what a member wrote that they may know of: a copy of their data warns nobody."""
    return Decision.objects.filter(author_id=member_id).exclude(action=Decision.Action.ALARM)


def texts_told(member_id: int) -> QuerySet[DecisionText]:
    """Return the words of decisions on what a member wrote that they may know of."""
    return DecisionText.objects.filter(decision_id__in=decisions_told(member_id).values("pk"))


def texts_of_alarms(member_id: int) -> QuerySet[DecisionText]:
    """Return what was noted where a threat in a member's words was passed on."""
    alarms = Decision.objects.filter(author_id=member_id, action=Decision.Action.ALARM)
    return DecisionText.objects.filter(decision_id__in=alarms.values("pk"))


def texts_by(member_id: int) -> QuerySet[DecisionText]:
    """Return the words of decisions that a member took."""
    decisions = Decision.objects.filter(decided_by_id=member_id).values("pk")
    return DecisionText.objects.filter(decision_id__in=decisions)


def of_member(member_id: int, path: str = "") -> Q:
    """Match what is about a member or about what they wrote; `path` leads to the case."""
    paths = ("post__author", "comment__author", "member", "blog__member")
    found = Q()
    for each in paths:
        found |= Q(**{f"{path}{each}": member_id})
    return found


HOLDINGS = [
    Holding(
        Case,
        "",
        CASES,
        without=NO_COLLEAGUES,
        find=lambda member_id: Case.objects.filter(of_member(member_id)),
    ),
    Holding(Case, "claimed_by", DESK, Fate.UNNAMED, exported=False, why=OTHERS),
    Holding(
        Report,
        "",
        CASES,
        Fate.UNNAMED,
        exported=False,
        why=_("Whoever reports something is never named to its author."),
        find=lambda member_id: Report.objects.filter(of_member(member_id, "case__")),
    ),
    Holding(
        Report,
        "reporter",
        _("Your reports about what others wrote"),
        Fate.UNNAMED,
        _("The reason and your words stay with the case: it is about somebody else."),
    ),
    Holding(
        Answer,
        "",
        _("Mails on your reports"),
        Fate.UNNAMED,
        _("They hold no words and no address: what was not sent yet is sent to nobody."),
        only=("decision", "mailed_at"),
        find=lambda member_id: Answer.objects.filter(report__reporter=member_id),
    ),
    Holding(Fingerprint, "author", CASES, exported=False, why=_("It is made of your posts and comments.")),
    Holding(ListEntry, "added_by", DESK, Fate.UNNAMED, LISTS),
    Holding(ListEntry, "retired_by", DESK, Fate.UNNAMED, LISTS),
    Holding(
        Decision, "author_id", DECISIONS, Fate.KEPT, LOG, without=("decided_by_id",), find=decisions_told
    ),
    Holding(Decision, "decided_by_id", DESK, Fate.KEPT, LOG, only=("pk", "action", "ground", "created_at")),
    Holding(
        DecisionText, "", GROUNDS, without=("decided_by_name", "note", "notification_id"), find=texts_told
    ),
    # Under the name of their case, which they know of: a name of its own would tell them.
    Holding(DecisionText, "", CASES, exported=False, why=ALARMS, find=texts_of_alarms),
    Holding(
        DecisionText,
        "",
        DESK,
        Fate.UNNAMED,
        _("The reasons are owed to whoever the decision was about."),
        only=("decision_id", "facts", "note"),
        find=texts_by,
    ),
]
