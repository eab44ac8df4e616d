"""What happens in the community. Each function is one thing that happens, in one transaction.

They lock the row they change, return unchanged when it is already so, refuse by name, and tell the other
rooms last, by one of the four signals of `community.signals`.
"""

from community.actions.contributing import (
    admit_to_feeds,
    keep_out_of_feeds,
    submit_comment,
    submit_edit,
    submit_post,
)
from community.actions.notifying import cancel_notifications, notify
from community.actions.states import (
    decline,
    hold,
    publish,
    refuse_edit,
    remove,
    reopen_edit,
    restore,
    return_to_author,
    reverse,
    withdraw,
)

__all__ = [
    "admit_to_feeds",
    "cancel_notifications",
    "decline",
    "hold",
    "keep_out_of_feeds",
    "notify",
    "publish",
    "refuse_edit",
    "remove",
    "reopen_edit",
    "restore",
    "return_to_author",
    "reverse",
    "submit_comment",
    "submit_edit",
    "submit_post",
    "withdraw",
]
