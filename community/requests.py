"""What a view may rely on of whoever asks."""

from django.http import HttpRequest

from community.models import Member


class MemberRequest(HttpRequest):
    """A request behind `login_required` or a permission: somebody is signed in. Only types name it."""

    user: Member
