"""What the desk works with: cases, reports, what it watches for, and a log that is only ever added to."""

from moderation.arrivals import Arrival, NeutralityCheck, rules_in_force
from moderation.lists import ListEntry
from moderation.models.answers import Answer
from moderation.models.canned import CannedReason, EmergencyText
from moderation.models.cases import CLAIM_MINUTES, Case, CaseQuerySet, Report
from moderation.models.fingerprints import COMPARED, Fingerprint
from moderation.models.log import Decision, DecisionQuerySet, DecisionText
from moderation.models.signal_checks import SignalCheck

__all__ = [
    "CLAIM_MINUTES",
    "COMPARED",
    "Answer",
    "Arrival",
    "CannedReason",
    "Case",
    "CaseQuerySet",
    "Decision",
    "DecisionQuerySet",
    "DecisionText",
    "EmergencyText",
    "Fingerprint",
    "ListEntry",
    "NeutralityCheck",
    "Report",
    "SignalCheck",
    "rules_in_force",
]
