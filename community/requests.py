"""What a view may rely on of whoever asks."""

from django.http import HttpRequest, QueryDict

from community.models import Member


class MemberRequest(HttpRequest):
    """A request behind `login_required` or a permission: somebody is signed in. Only types name it."""

    user: Member


def sent(values: QueryDict, name: str) -> str:
    """Return what was sent under a name, "" for nothing, without the one character no database takes."""
    return values.get(name, "").replace("\0", "")
