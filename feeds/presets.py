"""How a marketer may have a feed planned: three presets. Single values are an admin's, here in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _

from feeds.planning import CannotBeMet, PlanConfig


@dataclass(frozen=True)
class Preset:
    """A choice of the shares and the longest run; `config` holds what differs from the planner's defaults."""

    code: str
    label: Promise
    config: dict[str, int]

    @property
    def plan_config(self) -> PlanConfig:
        return PlanConfig(**self.config)


PRESETS: Final = (
    Preset("balanced", _("Balanced"), {}),
    Preset("brand", _("More from the brand"), {"customer_weight": 1, "max_run": 3}),
    Preset("customers", _("More from customers"), {"customer_weight": 6, "max_run": 7}),
)
OWN: Final = "own"
"""The code of values that are no preset's."""
LABELS: Final[dict[str, Any]] = {
    "editorial_weight": _("Share of the brand"),
    "customer_weight": _("Share of customers"),
    "max_run": _("Longest run of one side"),
    "size": _("Places in an edition"),
    "page": _("Places in a row for the rule on authors"),
    "author_gap": _("Places between two posts of one author"),
    "author_page": _("Posts of one author in that many places"),
    "product_gap": _("Entries of its side between two on one product"),
    "topic_cap": _("Entries on one topic"),
    "topic_window": _("… in so many places"),
    "look_ahead": _("Entries looked through to keep products and topics apart"),
    "newcomer_every": _("One first chance in so many places of customers"),
}


def preset_of(config: Mapping[str, Any]) -> str:
    """Return the code of the preset that a feed's config is, or `OWN`."""
    return next((preset.code for preset in PRESETS if preset.config == config), OWN)


def config_of(code: str) -> dict[str, int]:
    """Return what a preset stores. Raises StopIteration for what is none."""
    return next(preset.config for preset in PRESETS if preset.code == code)


def differences(values: Mapping[str, int], usual: PlanConfig) -> dict[str, int]:
    """Return of these values what is not usual, as `Feed.config` holds it."""
    return {name: value for name, value in values.items() if value != getattr(usual, name)}


def reason_of(refusal: CannotBeMet) -> str:
    """Return why a feed cannot be planned so, as a sentence in the reader's language."""
    said = {"label": LABELS[refusal.name], "least": refusal.least, "value": refusal.value}
    if refusal.weights is None:
        return gettext("“%(label)s” must be a whole number, %(least)d or more, not %(value)s.") % said
    said["brand"], said["customers"] = refusal.weights
    return (
        gettext("With shares of %(brand)d and %(customers)d, “%(label)s” must be %(least)d or more.") % said
    )
