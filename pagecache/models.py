"""Raises that have been promised by a transaction and not yet been made in Redis."""

from django.db import models


class PendingRaise(models.Model):
    """One generation to raise once the transaction that wrote this row has committed.

    The row is deleted after the raise. What Redis did not take stays, and the sweep finds it.
    """

    name = models.CharField(max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
