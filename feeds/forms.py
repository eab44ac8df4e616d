"""Staff forms of feeds."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from community.models import Post
from feeds.models import Feed
from feeds.sources import source_at

LAST_SLOT = 240
FIRST_YEAR, LAST_YEAR = 2000, 2100
PINNED_FOR = timedelta(days=14)
"""How long a pin of the board stands where nobody says otherwise."""


class LocalMoment(forms.DateTimeField):
    """A moment typed in the brand's zone and stored in UTC; a native input, so no inline script."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, *, zone: ZoneInfo | None = None, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **kwargs)
        self.zone = zone

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(self.zone) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(self.zone):
            try:
                moment = super().to_python(value)
            except OverflowError:
                moment, is_far = None, True
            else:
                is_far = moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR
        if is_far:
            years = {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
            raise forms.ValidationError(_("Choose a day from %(first)s to %(last)s."), params=years)
        return moment


class PlacementForm(forms.Form):
    """Where something is placed, for how long, and what follows it. Slots count from 1."""

    feed = forms.MultipleChoiceField(label=_("Feeds"), widget=forms.CheckboxSelectMultiple)
    slot = forms.IntegerField(
        label=_("Slot"),
        required=False,
        min_value=1,
        max_value=LAST_SLOT,
        help_text=_("1 is the lead. Empty: featured, and placed by the planner."),
    )
    starts_at = LocalMoment(label=_("From"), required=False, help_text=_("Empty: from now on."))
    ends_at = LocalMoment(label=_("Until"), required=False, help_text=_("Empty: without end."))
    fallback = forms.CharField(
        label=_("Then"),
        required=False,
        max_length=300,
        help_text=_(
            "What takes the slot when this ends or is taken down: the address of another post or page. "
            "Empty: the next in line."
        ),
    )

    def __init__(
        self, *args: Any, source: Post | Page | None, zone: ZoneInfo, feeds: Sequence[Feed], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        self.source = source
        self.feeds = {str(feed.pk): feed for feed in feeds}
        fields["feed"].choices = _by_language(feeds)
        for name in ("starts_at", "ends_at"):
            fields[name].zone = zone
            fields[name].help_text = f"{fields[name].help_text} ({zone.key})"

    def clean_feed(self) -> list[Feed]:
        return [self.feeds[pk] for pk in self.cleaned_data["feed"]]

    def clean_fallback(self) -> Post | Page | None:
        typed = self.cleaned_data["fallback"].strip()
        if not typed:
            return None
        found = source_at(typed)
        if found is None:
            raise forms.ValidationError(
                _("No public post or page has this address. Copy it from the browser, as it stands there.")
            )
        if found == self.source:
            raise forms.ValidationError(_("This is what is placed. Choose something else to follow it."))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        starts_at, ends_at = data.get("starts_at") or timezone.now(), data.get("ends_at")
        if ends_at is not None and ends_at <= starts_at:
            self.add_error("ends_at", _("The end lies before the beginning, or in the past."))
        if data.get("fallback") and not data.get("slot"):
            self.add_error("fallback", _("Only a slot has something that comes after it: choose one."))
        return data


def _by_language(feeds: Sequence[Feed]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the feeds as choices, those of each language together."""
    names = dict(settings.LANGUAGES)
    found: dict[str, list[tuple[str, str]]] = {}
    for feed in feeds:
        name = _("Front page") if feed.kind == Feed.Kind.HOME else feed.name
        label = f"{name} ({feed.language})"
        found.setdefault(str(names.get(feed.language, feed.language)), []).append((str(feed.pk), label))
    return list(found.items())


class UntilForm(forms.Form):
    """How long what is newly pinned on the board stands."""

    ends_at = LocalMoment(label=_("New pins stand until"), required=False)

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["ends_at"].zone = zone
        fields["ends_at"].initial = lambda: timezone.now() + PINNED_FOR
        fields["ends_at"].help_text = _("Empty: without end. (%(zone)s)") % {"zone": zone.key}

    def clean_ends_at(self) -> datetime | None:
        ends_at = self.cleaned_data["ends_at"]
        if ends_at is not None and ends_at <= timezone.now():
            raise forms.ValidationError(_("The end lies in the past."))
        return ends_at
