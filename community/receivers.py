"""What the community does when something happens elsewhere; each receiver makes one call."""

from allauth.account.signals import user_logged_in, user_signed_up
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail.models import Page
from wagtail.signals import page_published

from community.actions.crediting import tell_credited
from community.actions.drafts import claim_drafts
from community.actions.renaming import follow_subject
from community.holder import token_of
from community.models import Member
from content.models import Product, Topic
from content.signals import slug_taken


@receiver([user_signed_up, user_logged_in])
def take_drafts_along(request: HttpRequest, user: Member, **kwargs: object) -> None:
    """What was written before signing up or in is theirs, on whatever device they go on."""
    claim_drafts(user, token_of(request))


@receiver(page_published)
def thank_credited(instance: Page, **kwargs: object) -> None:
    """Whoever's post a page cites is told when it is live, by hand or on time."""
    tell_credited(instance)


@receiver(slug_taken)
def follow_slug(subject: Product | Topic, before: str, **kwargs: object) -> None:
    follow_subject(subject, before=before)
