"""Pieces of pages that are drawn once and remembered."""

from collections.abc import Hashable
from copy import copy
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils import timezone
from django.utils.functional import LazyObject
from django.utils.safestring import SafeData
from django.utils.translation import get_language

register = template.Library()

# Some 3 kB each, for every worker.
PIECES = 1000


@register.simple_tag
def drawn(template_name: str, **values: Hashable) -> str:
    """Include a partial that prints these values and nothing else; the same values are drawn once.

    What is remembered can never be stale: all that is printed is in the key, with the language and the zone
    in which times are told, and a process knows one version of its templates. So a partial drawn here takes
    its values alone (no brand, no request), reads no clock and notes nothing. Raises TypeError for HTML: it
    equals plain words, which would then be printed as HTML, too.
    """
    plain = tuple((name, _plain(value)) for name, value in values.items())
    draw = _draw.__wrapped__ if settings.DEBUG else _draw
    return draw(template_name, get_language(), timezone.get_current_timezone_name(), plain)


def _plain(value: Hashable) -> Hashable:
    """Return what a lazy value stands for: it would keep the request that it was made for."""
    if isinstance(value, SafeData):
        raise TypeError("a partial is drawn of plain values, not of HTML")
    if isinstance(value, LazyObject):
        hash(value)  # Has it look.
        return copy(value)
    return value


@lru_cache(maxsize=PIECES)
def _draw(name: str, language: str | None, zone: str, values: tuple[tuple[str, Any], ...]) -> str:
    return get_template(name).render(dict(values))
