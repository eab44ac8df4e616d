"""What the desk lets go of when a member is erased. The log stays: it holds numbers, and no words."""

from django.db import transaction
from django.db.models import Q

from community.models import Member
from moderation.actions.answering import let_go_of_reports
from moderation.holdings import of_member, texts_about, texts_by
from moderation.models import Case, Report
from pagecache import raise_generations


@transaction.atomic
def forget_member(member: Member) -> None:
    """Delete what was said about a member's words, and their name where they reported or decided.

    A case that only their own report had opened, and nobody has decided, stays: it is about somebody else.
    Receipts of reports about their words stay, too, and say no more than that it is gone.
    """
    texts_about(member.pk).delete()
    texts_by(member.pk).update(decided_by_name="")
    Report.objects.filter(reporter=member).update(reporter=None, name="", email="")
    below_theirs = Q(case__comment__post__author=member)
    let_go_of_reports(Report.objects.filter(of_member(member.pk, "case__") | below_theirs))
    Case.objects.filter(of_member(member.pk)).delete()
    raise_generations("trust")
