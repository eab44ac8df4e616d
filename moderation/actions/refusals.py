"""Why the desk would not do something. Each carries one sentence for the moderator."""

from django.utils.translation import gettext as _


class DeskRefused(Exception):
    """Refused; `str()` says why and what to do next."""


class AlreadyDecided(DeskRefused):
    """Somebody else decided, or the case changed, since this moderator opened it."""

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
    def __init__(self, reason: str) -> None:
        super().__init__(reason)


class NeedsGround(DeskRefused):
    def __init__(self) -> None:
        super().__init__(_("Choose the rule this is decided under, and write what led to it."))


class TooLateToUndo(DeskRefused):
    def __init__(self) -> None:
        super().__init__(_("The five minutes are over and the author has been told. Decide anew instead."))
