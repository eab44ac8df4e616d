"""What happens to a product or a topic, for the rooms above whose addresses hold its slug.

Sent only from `content.actions`, inside the transaction, at its end, with `.send()`; received only in an
app's `receivers.py`. The sender is `Product` or `Topic`; the arguments are `subject`, the row, and `before`.
"""

from django.dispatch import Signal

# It has a slug it did not have before: `before` is its last one, "" where it is new.
slug_taken = Signal()
