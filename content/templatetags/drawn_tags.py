"""Pieces of pages that are drawn once and remembered."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import get_language

register = template.Library()

# Some 3 kB each, for every worker.
PIECES = 1000


@register.simple_tag
def drawn(template_name: str, **values: Hashable) -> str:
    """Include a partial that prints these values and nothing else; the same values are drawn once.

    What is remembered can never be stale: all that is printed is in the key, with the language and the zone
    in which times are told, and a process knows one version of its templates. So a partial drawn here takes
    its values alone (no brand, no request), reads no clock and notes nothing.
    """
    draw = _draw.__wrapped__ if settings.DEBUG else _draw
    return draw(template_name, get_language(), timezone.get_current_timezone_name(), tuple(values.items()))


@lru_cache(maxsize=PIECES)
def _draw(name: str, language: str | None, zone: str, values: tuple[tuple[str, Any], ...]) -> str:
    return get_template(name).render(dict(values))
