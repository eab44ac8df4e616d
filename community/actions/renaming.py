"""A product or a topic has another slug: what the community keeps under it follows."""

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from community.models import Draft
from content.actions import redirect_slug
from content.models import Product, Topic


@transaction.atomic
def follow_subject(subject: Product | Topic, *, before: str) -> None:
    """Lead on from the old address of a product's reviews, and keep the choice in drafts, which name slugs.

    `before` is the slug it had, "" where it is new.
    """
    if isinstance(subject, Product):
        redirect_slug(
            lambda slug: reverse("community:reviews", args=[slug]), before=before, after=subject.slug
        )
    if before:
        _rename_in_drafts(subject, before)


def _rename_in_drafts(subject: Product | Topic, before: str) -> None:
    if isinstance(subject, Product):
        places, rows = ["product"], Draft.objects.filter(fields__product=before)
    else:
        # `more_topics` holds a list, which not every database can search: drafts are few and short-lived.
        places = ["topic", "more_topics"]
        rows = Draft.objects.filter(Q(fields__topic=before) | Q(fields__has_key="more_topics"))
    for draft in rows.select_for_update(no_key=True):
        fields = {name: _renamed(draft.fields.get(name), before, subject.slug) for name in places}
        draft.fields |= {name: value for name, value in fields.items() if name in draft.fields}
        draft.save(update_fields=["fields"])


def _renamed(value: object, before: str, after: str) -> object:
    if isinstance(value, list):
        return [after if one == before else one for one in value]
    return after if value == before else value
