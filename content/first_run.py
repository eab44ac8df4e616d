"""The first days of a site: the steps from an empty one to one with readers, and how many are done.

Steps of rooms above arrive by the hook `first_run_steps`: a function that takes the user and returns the
steps that this user may take.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from content.legal import legal_states
from content.models import BrandSettings, LegalPage, ProductPage
from content.shown import shown_pages

HOOK = "first_run_steps"
PUT_AWAY = "alongside_first_run"
"""Under this name Wagtail remembers that somebody put the card away."""


@dataclass(frozen=True)
class Step:
    """One step: what it is, why it matters, where it is taken. Steps go by `order`."""

    order: int
    title: str
    text: str
    url: str
    action: str
    is_done: bool


@dataclass(frozen=True)
class FirstRun:
    """All steps somebody may take, in their order."""

    steps: list[Step]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if not step.is_done), None)


def may_set_up(user: Any) -> bool:
    """Whether somebody may do what the card leads through: marketers and admins."""
    return user.has_perm("content.change_brandsettings")


def first_run_of(user: Any) -> FirstRun:
    """Return the steps of every room, each with its state as the rows tell it."""
    found: Iterable[Step] = (step for get in hooks.get_hooks(HOOK) for step in get(user))
    return FirstRun(sorted(found, key=lambda step: step.order))


def is_put_away(user: Any) -> bool:
    """Whether somebody put the card away, for themselves and for good."""
    profile = getattr(user, "wagtail_userprofile", None)
    return bool(profile and profile.dismissibles.get(PUT_AWAY))


def own_steps(user: Any) -> list[Step]:
    """Return what editorial has to do: the brand, a first product, the pages the law asks for."""
    return [_brand(), _product(), _legal()] if may_set_up(user) else []


def _brand() -> Step:
    name = BrandSettings.objects.values_list("name", flat=True).first()
    return Step(
        order=10,
        title=_("Your brand"),
        text=_("Name, logo, two colours, type, and what stands at the foot of every page."),
        url=reverse("wagtailsettings:edit", args=["content", "brandsettings"]),
        action=_("Set the brand"),
        is_done=name not in (None, BrandSettings._meta.get_field("name").default),
    )


def _product() -> Step:
    draft = ProductPage.objects.filter(live=False).order_by("pk").first()
    is_done = ProductPage.objects.filter(pk__in=shown_pages().values("pk")).exists()
    step = Step(
        order=20,
        title=_("Your first product"),
        text=_("A name and a sentence are enough to begin. Customers' posts gather on its page."),
        url=reverse("content_first_product"),
        action=_("Add a product"),
        is_done=is_done,
    )
    if is_done or draft is None:
        return step
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    return Step(**vars(step) | {"url": edit, "action": _("Go on with %(page)s") % {"page": draft}})


def _legal() -> Step:
    live = {state.purpose for state in legal_states() if state.state == "live"}
    return Step(
        order=30,
        title=_("The four legal pages"),
        text=_("Terms, privacy, rules and contact. We write the drafts, your lawyer reads them.")
        + (" " + _("%(count)d of 4 are public.") % {"count": len(live)} if live else ""),
        url=reverse("content_legal"),
        action=_("See the legal pages"),
        is_done=len(live) == len(LegalPage.Purpose),
    )
