"""Who knows a product, whom a question was sent to, and whom it may be sent to."""

from dataclasses import dataclass

from community.actions.asking import ASKABLE, MOST_EXPERTS
from community.models import Expert, ExpertAsked, Member, Post
from community.roles import may_send_on
from pagecache import note


@dataclass(frozen=True)
class Asked:
    """To whom a question was sent, and to whom its reader may send it."""

    sent: list[Member]
    offered: list[Member]


def experts_of(product_id: int | None) -> list[Member]:
    """Return those who can be asked about a product, by name; no query for no product."""
    if not product_id:
        return []
    rows = Expert.objects.filter(product=product_id, member__in=Member.objects.public())
    return [row.member for row in rows.select_related("member").order_by("member__name", "pk")]


def asked_of(question: Post, reader: Member | None) -> Asked:
    """Return whom a question was sent to; to who may send it on, also whom it may be sent to."""
    rows = ExpertAsked.objects.filter(post=question, expert__in=Member.objects.public())
    sent = [row.expert for row in rows.select_related("expert")]
    note(*(f"member:{member.pk}" for member in sent))
    is_open = question.state in ASKABLE and question.solved_at is None and len(sent) < MOST_EXPERTS
    if reader is None or not is_open or not may_send_on(reader, question):
        return Asked(sent, [])
    known = {member.pk for member in sent} | {question.author_id}
    return Asked(sent, [one for one in experts_of(question.product_id) if one.pk not in known])
