"""What lies before the demo's desk besides new posts: a report of a critic, and an appeal."""

from community.models import Post
from demo.seeding.posts import key_of
from demo.seeding.together import Members
from moderation import actions as desk
from moderation.actions import Complaint
from moderation.models import Case, Decision, Report

REPORTED, REPORTER = "svane-chidi", "lars-erik-moen"
COMPLAINT = "He is only angry. One bad kettle says nothing about the others."
DECLINED = "i-bean-swap"
APPEAL = (
    "It is my cousin's shop and I get nothing for it. The number stands on his own site. I can take it out "
    "if that is the trouble."
)


def seed_objections(members: Members) -> None:
    """Add what is not there yet; what is about a post that is not there is left out."""
    reported = Post.objects.published().filter(draft_uuid=key_of(REPORTED)).first()
    if reported and not Report.objects.filter(case__post=reported).exists():
        complaint = Complaint(reason=Report.Reason.OTHER, text=COMPLAINT)
        desk.report(reported, by=members[REPORTER], complaint=complaint)
    declined = Post.objects.filter(draft_uuid=key_of(DECLINED)).select_related("author").first()
    if declined and not Case.objects.filter(post=declined, kind=Case.Kind.APPEAL).exists():
        decision = Decision.objects.get(
            target="post", target_id=declined.pk, action=Decision.Action.DECLINE, reverses=None
        )
        desk.appeal(decision, by=declined.author, text=APPEAL)
