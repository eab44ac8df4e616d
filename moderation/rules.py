"""The public rules, in plain words: the ground of every restriction is one of them.

A change of their meaning is a new version with the day it comes into force, appended to `VERSIONS`; older
ones stay as they were, for whoever was judged by them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.models import Decision

Ground = Decision.Ground


@dataclass(frozen=True)
class Rule:
    """One rule: what is not shown here, and what is welcome all the same."""

    ground: str
    name: Promise
    text: Promise


RULES = (
    Rule(
        Ground.SPAM,
        _("No advertising"),
        _(
            "Tell what you know from using something. Offers, sales links and the same text many times over "
            "do not belong here."
        ),
    ),
    Rule(
        Ground.ABUSE,
        _("No insults and no threats"),
        _(
            "Say what is wrong with a product or with us as sharply as you like. Attacks on a person "
            "are taken down."
        ),
    ),
    Rule(
        Ground.PRIVATE,
        _("Nobody's private details"),
        _("No telephone numbers, addresses or pictures of people who did not agree to it."),
    ),
    Rule(
        Ground.DANGER,
        _("No advice that hurts somebody"),
        _("What could injure a person or break a machine is left out, or says how it is safe."),
    ),
    Rule(
        Ground.UNDISCLOSED,
        _("Say your ties"),
        _("Whoever works for the brand or got something for a post says so. Readers see it beside the post."),
    ),
    Rule(
        Ground.OFF_TOPIC,
        _("About products and topics of this site"),
        _(
            "What is about something else is kept out of shared feeds, so that people find what they "
            "came for."
        ),
    ),
    Rule(
        Ground.COPIED,
        _("Your own words and pictures"),
        _("Only post what you made, or what its maker allowed you to post."),
    ),
    Rule(
        Ground.ILLEGAL,
        _("Nothing against the law"),
        _("What the law forbids is taken down, whoever wrote it."),
    ),
)


@dataclass(frozen=True)
class Version:
    """The rules as they held from a day on; `number` is what the log names."""

    number: int
    since: date
    rules: tuple[Rule, ...]


VERSIONS = (Version(1, date(2026, 11, 1), RULES),)


def in_force(on: date | None = None, versions: Sequence[Version] = ()) -> Version:
    """Return the rules that hold on a day, today if none is named; the first ones before there were any."""
    versions = versions or VERSIONS
    on = on or timezone.localdate()
    begun = [version for version in versions if version.since <= on]
    return begun[-1] if begun else versions[0]
