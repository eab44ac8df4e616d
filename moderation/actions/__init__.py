"""What happens at the desk. Every function locks its case, refuses by name, and adds to the log."""

from moderation.actions.appealing import appeal, check_may_appeal
from moderation.actions.bulk import decide_all, sweep, undo_all
from moderation.actions.cases import claim, claim_if_free, claim_next, open_case, release
from moderation.actions.deciding import check_may_decide, decide
from moderation.actions.levels import give_level_back, lower_level
from moderation.actions.refusals import (
    AlreadyDecided,
    CaseChanged,
    DeskRefused,
    MayNotAppeal,
    MayNotDecide,
    NeedsGround,
    NotPossible,
    NotSo,
    NotUndoable,
    TooLateToUndo,
)
from moderation.actions.reporting import Complaint, report
from moderation.actions.screening import screen, sweep_submitted
from moderation.actions.undoing import undo

__all__ = [
    "AlreadyDecided",
    "CaseChanged",
    "Complaint",
    "DeskRefused",
    "MayNotAppeal",
    "MayNotDecide",
    "NeedsGround",
    "NotPossible",
    "NotSo",
    "NotUndoable",
    "TooLateToUndo",
    "appeal",
    "check_may_appeal",
    "check_may_decide",
    "claim",
    "claim_if_free",
    "claim_next",
    "decide",
    "decide_all",
    "give_level_back",
    "lower_level",
    "open_case",
    "release",
    "report",
    "screen",
    "sweep",
    "sweep_submitted",
    "undo",
    "undo_all",
]
