"""A product or a topic gets another slug; whoever still has its old addresses is led to the new ones."""

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Revision, Site

from content.actions.changes import branch_changed, identity_changed, page_changed
from content.cards import address_at, address_of
from content.models import EditorialPage, Product, Topic
from content.signals import slug_taken

Identity = TypeVar("Identity", Product, Topic)

BRANCHES = {Product: "products", Topic: "topics"}


@transaction.atomic
def rename(subject: Identity, *, slug: str, by: AbstractBaseUser | None = None) -> Identity:
    """Give a product or a topic, and every page of it, this slug; old addresses lead on from now on.

    `slug` is free and well formed (IntegrityError if another has it). What waits in a page's drafts waits
    on: only its address changes.
    """
    subject = type(subject)._default_manager.select_for_update().get(pk=subject.pk)
    before = subject.slug
    if before == slug:
        return subject
    subject.slug = slug
    subject.save(update_fields=["slug"])
    for page in subject.pages.all():
        _readdress(page, slug, by)
        page_changed(page)
    identity_changed(subject, is_renamed=True)
    take_slug(subject, before=before)
    return subject


def _readdress(page: EditorialPage, slug: str, by: AbstractBaseUser | None) -> None:
    """Change the address of the row and of the newest draft, which editors go on with. Publishes nothing."""
    page.slug = slug
    # Not cleaned: a page that went live under older rules is not to stand in the way. Sends
    # `page_slug_changed`, upon which Wagtail makes the redirects follow this very page.
    page.save(clean=False, update_fields=["slug", "url_path"], user=by, log_action="wagtail.edit")
    if draft := page.latest_revision:
        content = draft.content | {"slug": slug, "url_path": page.url_path}
        Revision.objects.filter(pk=draft.pk).update(content=content)


@transaction.atomic
def take_slug(subject: Product | Topic, *, before: str = "") -> None:
    """Make a product's or a topic's slug its own: what led elsewhere from there does so no longer."""
    branch = BRANCHES[type(subject)]
    redirect_slug(
        lambda slug: reverse("wagtail_serve", args=[f"{branch}/{slug}/"]), before=before, after=subject.slug
    )
    slug_taken.send(sender=type(subject), subject=subject, before=before)


@transaction.atomic
def redirect_slug(address: Callable[[str], str], *, before: str, after: str) -> None:
    """Lead from where `before` stood to where `after` stands, in every language and in one step.

    `address` makes an address of a slug, in the active language; `before` is "" for what is new. From the
    new address nothing leads away any more.
    """
    for code, _name in settings.LANGUAGES:
        with override(code):
            new, old = address(after), address(before) if before else ""
        Redirect.objects.filter(old_path=Redirect.normalise_path(new)).delete()
        if old:
            _lead(old, new)


def _lead(old: str, new: str) -> None:
    """Lead from one address to another, in one step from those that led there."""
    Redirect.objects.filter(redirect_link=old).update(redirect_link=new)
    Redirect.objects.update_or_create(
        old_path=Redirect.normalise_path(old),
        site=Site.objects.get(is_default_site=True),
        defaults={"redirect_link": new, "redirect_page": None, "automatically_created": True},
    )


@transaction.atomic
def page_readdressed(page: Page, *, before: str) -> None:
    """A page has another address; `before` is where it stood in the tree.

    Wagtail leaves redirects in the page's own language: where it had this address before, none may lead to
    itself. In the others the page may stand in for a translation, and is followed here.
    """
    branch_changed(page.pk)
    for code, _name in settings.LANGUAGES:
        old, new = address_at(before, code), address_of(page, code)
        if code != page.locale.language_code and old != new:
            here = Redirect.objects.filter(old_path=Redirect.normalise_path(new))
            here.filter(automatically_created=True).delete()
            _lead(old, new)
    for moved in page.get_descendants(inclusive=True).specific():
        if moved.url:
            own = Redirect.normalise_path(moved.url)
            Redirect.objects.filter(redirect_page=moved.pk, old_path=own).delete()
