"""What happens at the desk. Every function locks its case, refuses by name, and adds to the log."""

from moderation.actions.cases import claim, open_case, release
from moderation.actions.deciding import decide
from moderation.actions.refusals import (
    AlreadyDecided,
    CaseChanged,
    DeskRefused,
    MayNotDecide,
    NeedsGround,
    TooLateToUndo,
)
from moderation.actions.screening import screen, sweep_submitted
from moderation.actions.undoing import undo

__all__ = [
    "AlreadyDecided",
    "CaseChanged",
    "DeskRefused",
    "MayNotDecide",
    "NeedsGround",
    "TooLateToUndo",
    "claim",
    "decide",
    "open_case",
    "release",
    "screen",
    "sweep_submitted",
    "undo",
]
