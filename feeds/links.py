"""The mailed link by which an author takes their post down from where the brand placed it."""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from community.models import Post

SIGNER = Signer(salt="feeds.declining", sep=".")


def declining_address(post: Post) -> str:
    """Return the path, in the active language, where the post's placements are shown and can be declined."""
    return reverse("feeds:declining", args=[SIGNER.sign(f"{post.pk}-{post.author_id}")])


def read_declining_token(token: str) -> tuple[int, int] | None:
    """Return the ids of the post and its author; None for a forged token."""
    try:
        post, _dash, author = SIGNER.unsign(token).partition("-")
    except BadSignature:
        return None
    return int(post), int(author)
