"""What the desk lets go of when a member is erased. The log stays: it holds numbers, and no words."""

from django.db import transaction

from community.models import Member
from moderation.holdings import of_member, texts_about, texts_by
from moderation.models import Case, Report
from pagecache import raise_generations


@transaction.atomic
def forget_member(member: Member) -> None:
    """Delete what was said about a member's words, and their name where they reported or decided.

    A case that only their own report had opened, and nobody has decided, stays: it is about somebody else.
    """
    texts_about(member.pk).delete()
    texts_by(member.pk).update(decided_by_name="")
    Report.objects.filter(reporter=member).update(reporter=None, name="", email="")
    Case.objects.filter(of_member(member.pk)).delete()
    raise_generations("trust")
