"""The mailed link to a decision about oneself: by it a banned member reads why and appeals, signed out."""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from moderation.models import Decision

SIGNER = Signer(salt="moderation.statement", sep=".")


def statement_address(decision: Decision) -> str:
    """Return the path of the statement of reasons of a decision about a member."""
    return reverse("moderation:statement", args=[SIGNER.sign(str(decision.pk))])


def read_statement_token(token: str) -> int | None:
    """Return the decision's id; None for a forged token."""
    try:
        return int(SIGNER.unsign(token))
    except BadSignature:
        return None
