"""Staff forms of feeds."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feeds.models import Feed

LAST_SLOT = 240


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
            return super().to_python(value)


class FeedChoice(forms.ModelChoiceField):
    def label_from_instance(self, feed: Feed) -> str:
        subject = feed.product or feed.topic
        place = subject.name if subject else _("Home page")
        return f"{place} ({feed.language})"


class PlacementForm(forms.Form):
    """Where something is placed, and for how long. Slots count from 1."""

    feed = FeedChoice(label=_("Feed"), queryset=Feed.objects.none())
    slot = forms.IntegerField(
        label=_("Slot"),
        required=False,
        min_value=1,
        max_value=LAST_SLOT,
        help_text=_("1 is the lead. Empty: featured, and placed by the planner."),
    )
    starts_at = LocalMoment(label=_("From"), required=False, help_text=_("Empty: from now on."))
    ends_at = LocalMoment(label=_("Until"), required=False, help_text=_("Empty: without end."))

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["feed"].queryset = (
            Feed.objects.exclude(kind=Feed.Kind.CUSTOM)
            .select_related("product", "topic")
            .order_by("kind", "slug", "language")
        )
        for name in ("starts_at", "ends_at"):
            fields[name].zone = zone
            fields[name].help_text = f"{fields[name].help_text} ({zone.key})"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        starts_at, ends_at = data.get("starts_at") or timezone.now(), data.get("ends_at")
        if ends_at is not None and ends_at <= starts_at:
            self.add_error("ends_at", _("The end lies before the beginning, or in the past."))
        return data
