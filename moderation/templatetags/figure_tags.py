"""Figures and lines of the log in words."""

from datetime import timedelta

from django import template
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from moderation.neutrality import Estimate

register = template.Library()


@register.filter
def target_word(target: str) -> str:
    """Say in a word what a line of the log is about."""
    words = {"post": _("post"), "comment": _("comment"), "member": _("member"), "thread": _("thread")}
    return words.get(target, target)


@register.filter
def span(seconds: float) -> str:
    """Say how long a number of seconds is, in the largest unit that fits; a minute at least."""
    return timesince(timezone.now() - timedelta(seconds=max(seconds, 60)), depth=1)


@register.filter
def hours(wait: Estimate) -> str:
    """Say a median wait and between which two it lies."""
    return f"{span(wait.value)} ({span(wait.low)} – {span(wait.high)})"


@register.filter
def share(rate: Estimate) -> str:
    """Say a share in percent and between which two it lies."""
    value, low, high = (round(100 * part) for part in (rate.value, rate.low, rate.high))
    # No-break spaces: a figure stays beside its sign.
    return f"{value}\u00a0%: {low}–{high}\u00a0%"
