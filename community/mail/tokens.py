"""The token in a mail's "no more of these" link: whose mail it is and of what kind, signed, for good."""

from django.core.signing import BadSignature, Signer

SIGNER = Signer(salt="community.mail", sep=".")


def token_for(member_id: int, what: str) -> str:
    """Return the token that stops mails of a kind (of notification or mailing) to a member."""
    return SIGNER.sign(f"{member_id}-{what}")


def read_token(token: str) -> tuple[int, str] | None:
    """Return member id and kind; None for a forged token."""
    try:
        member_id, _dash, what = SIGNER.unsign(token).partition("-")
    except BadSignature:
        return None
    return int(member_id), what
