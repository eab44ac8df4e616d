"""Everything that happens to a contribution, on one page.

Sent only from `community.actions`, inside the transaction, at its end, with `.send()`; received only in an
app's `receivers.py`. The sender is `Post` or `Comment`; the argument is always `contribution`, the locked
row.
"""

from django.dispatch import Signal

# Somebody handed in a contribution or an edit: `revision` is the PostRevision to check, None for a comment.
contribution_submitted = Signal()

# It became public, or a newer revision of it did.
contribution_published = Signal()

# It stays public, but its place may differ: eligibility, strength, product, topics, in or out of feeds.
contribution_changed = Signal()

# It is public no longer: withdrawn, removed, its author erased. Whoever shows it stops in this transaction.
contribution_withdrawn = Signal()

# A member has another name, or says something else of themselves: `member`, the locked row, as it is now.
member_changed = Signal()

# A member is being erased: sent first, with `member`, the locked row, while all that is theirs is still
# there. What hangs on the row by a cascading key goes by itself; whoever holds more lets go of it now.
member_erased = Signal()
