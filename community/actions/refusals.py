"""Why an action would not happen. Each carries a sentence for the person who asked."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from community.models import Member
from content.brand import current_brand


class Refused(Exception):
    """An action was refused; `str()` is one sentence for the person, with what to do next."""


class NotYours(Refused):
    def __init__(self) -> None:
        super().__init__(_("Only its author can do this."))


class MayNotWrite(Refused):
    """`member` is who asked: they are told when their pause is over, by the brand's clock."""

    def __init__(self, member: Member | None = None) -> None:
        sentence = _("Your account cannot write at the moment. See your notifications for why.")
        if member is not None and member.is_paused and member.paused_until is not None:
            until = member.paused_until.astimezone(ZoneInfo(current_brand().time_zone))
            sentence = _(
                "You are paused until %(time)s (%(zone)s): until then you can read, but not write. Your "
                "notifications say why, and how to object."
            ) % {"time": date_format(until, "DATETIME_FORMAT"), "zone": until.tzname()}
        super().__init__(sentence)


class StarsRefused(Refused):
    def __init__(self) -> None:
        super().__init__(_("People who speak for the brand give no stars."))


class ReviewExists(Refused):
    def __init__(self) -> None:
        super().__init__(_("You have already reviewed this product. Edit that review instead."))


class TooManyPosts(Refused):
    """`retry_at` is when the next one may be sent."""

    def __init__(self, limit: int, *, retry_at: datetime) -> None:
        self.retry_at = retry_at
        super().__init__(
            _("You can post %(limit)d times a day for now. Your draft is kept; send it tomorrow.")
            % {"limit": limit}
        )


class ThreadClosed(Refused):
    """`reason` is why, as everybody reads it."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(_("This thread is closed: %(reason)s") % {"reason": reason})


class MayNotClose(Refused):
    def __init__(self) -> None:
        super().__init__(_("You may not close or open this thread."))


class TooLateToEdit(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("A comment can be changed for 15 minutes. You can still take it back, or answer it yourself.")
        )


class NotAnAnswer(Refused):
    def __init__(self) -> None:
        super().__init__(_("Only a public answer to a question can be marked."))


class NoOfficialAnswer(Refused):
    def __init__(self) -> None:
        super().__init__(_("Write the official answer first: it says why there is no solution."))


class UploadRefused(Refused):
    """A file was not taken; `code` says why in a word."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


class OwnPost(Refused):
    def __init__(self) -> None:
        super().__init__(_("You cannot rate your own post."))


class OwnIdea(Refused):
    def __init__(self) -> None:
        super().__init__(_("It is your own idea: it counts how many others want it."))


class BrandDoesNotVote(Refused):
    def __init__(self) -> None:
        super().__init__(_("Votes are for customers. You can say what becomes of the idea."))


class IdeaIsDone(Refused):
    def __init__(self) -> None:
        super().__init__(_("This idea is done already."))


class MayNotSign(Refused):
    def __init__(self) -> None:
        super().__init__(_("Only the brand says what becomes of an idea, and nobody of their own."))


class StepNeedsMore(Refused):
    """`state` is the one that asks for something: "not now" for its reason, "done" for a page."""

    def __init__(self, state: str) -> None:
        self.state = state
        super().__init__(
            _("Say why not now: everybody who wants it reads it.")
            if state == "not_now"
            else _("Choose a public page that shows what was done.")
        )


class MayNotName(Refused):
    def __init__(self) -> None:
        super().__init__(_("Marketers and admins name experts."))


class MayNotAsk(Refused):
    def __init__(self) -> None:
        super().__init__(_("Who asked a question, and the brand's people, send it to an expert."))


class NoExpert(Refused):
    def __init__(self) -> None:
        super().__init__(_("They cannot be asked about this product."))


class SentToEnough(Refused):
    def __init__(self) -> None:
        super().__init__(_("The question was sent to two experts already. Others answer too."))


class ExpertHasEnough(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("They were sent enough questions today. Try again tomorrow, or ask somebody else.")
        )
