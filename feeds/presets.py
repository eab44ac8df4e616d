"""How a marketer may have a feed planned: three presets. Single values are an admin's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feeds.planning import PlanConfig


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


def preset_of(config: Mapping[str, Any]) -> str:
    """Return the code of the preset that a feed's config is, or `OWN`."""
    return next((preset.code for preset in PRESETS if preset.config == config), OWN)


def config_of(code: str) -> dict[str, int]:
    """Return what a preset stores. Raises StopIteration for what is none."""
    return next(preset.config for preset in PRESETS if preset.code == code)


def differences(values: Mapping[str, int], usual: PlanConfig) -> dict[str, int]:
    """Return of these values what is not usual, as `Feed.config` holds it."""
    return {name: value for name, value in values.items() if value != getattr(usual, name)}
