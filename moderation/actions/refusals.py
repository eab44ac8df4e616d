"""Why the desk would not do something. Each carries one sentence for the person who asked."""

from django.utils.translation import gettext as _


class DeskRefused(Exception):
    """Refused; `str()` says why and what to do next."""


class AlreadyDecided(DeskRefused):
    """Somebody else decided since this moderator opened the case. `name` is theirs, "" if unknown."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        super().__init__(
            _("%(name)s decided this case while you had it open. Nothing of yours was applied.")
            % {"name": name or _("A colleague")}
        )


class CaseChanged(DeskRefused):
    """The words or the reports changed since this moderator opened the case."""

    def __init__(self) -> None:
        super().__init__(_("This case changed while you had it open. Read it again, then decide."))


class MayNotDecide(DeskRefused):
    """Not by this person: their own words, staff's, or an appeal against their own decision."""


class NotPossible(DeskRefused):
    """The words are in a state this decision does not fit."""

    def __init__(self) -> None:
        super().__init__(
            _("This cannot be decided now: the words are in another state. Read the case again.")
        )


class NeedsGround(DeskRefused):
    """A restriction without the rule it is made under, or without facts."""

    def __init__(self) -> None:
        super().__init__(_("Choose the rule this is decided under, and write what led to it."))


class TooLateToUndo(DeskRefused):
    def __init__(self) -> None:
        super().__init__(_("The five minutes are over and the author has been told. Decide anew instead."))


class NotUndoable(DeskRefused):
    """An undo itself, a call for help, what the site decided, or what a newer decision stands on."""

    def __init__(self) -> None:
        super().__init__(_("This cannot be taken back by itself. Decide the case anew instead."))


class MayNotAppeal(DeskRefused):
    """Nothing to appeal against, or not now; `str()` is for the author."""


class NotSo(DeskRefused):
    """A member is banned already, or there is no pause and no ban to end."""

    def __init__(self) -> None:
        super().__init__(_("Somebody was faster: this holds already, or has ended. Read the page again."))
