"""What happens in the community. Each function is one thing that happens, in one transaction.

They lock the row they change, return unchanged when it is already so, refuse by name, and tell the other
rooms last, by one of the four signals of `community.signals`.
"""

from community.actions.answering import (
    accept_again,
    accept_answer,
    declare_unsolvable,
    make_official,
    take_back_acceptance,
)
from community.actions.closing import close_thread, reopen_thread
from community.actions.commenting import edit_comment, submit_comment
from community.actions.contributing import (
    admit_to_feeds,
    keep_out_of_feeds,
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
    "accept_again",
    "accept_answer",
    "admit_to_feeds",
    "cancel_notifications",
    "close_thread",
    "declare_unsolvable",
    "decline",
    "edit_comment",
    "hold",
    "keep_out_of_feeds",
    "make_official",
    "notify",
    "publish",
    "refuse_edit",
    "remove",
    "reopen_edit",
    "reopen_thread",
    "restore",
    "return_to_author",
    "reverse",
    "submit_comment",
    "submit_edit",
    "submit_post",
    "take_back_acceptance",
    "withdraw",
]
