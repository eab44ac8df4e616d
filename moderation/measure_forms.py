"""Forms of what is decided on a member: warn or pause, ban, let back in, and answer their appeal."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _, ngettext

from moderation.actions.measures import DAYS, Why
from moderation.forms import GROUNDS, VERBS, NotedForm
from moderation.models import Decision

WARN = Decision.Action.WARN


def _measures() -> list[tuple[str, str]]:
    """Return what there is to choose, in the language of whoever asks: a lazy plural would be one for all."""
    pauses = [(days, ngettext("Pause for %(days)d day", "Pause for %(days)d days", days)) for days in DAYS]
    return [(WARN.value, gettext("Warn"))] + [(str(days), words % {"days": days}) for days, words in pauses]


class WhyForm(NotedForm):
    """The rule and the facts, which the member reads; and the newest line on them that was on the page."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    ground = forms.ChoiceField(label=_("Rule"), choices=GROUNDS)
    facts = forms.CharField(
        label=_("What led to it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("The member reads this, word for word."),
    )

    @property
    def choice(self) -> forms.BoundField | None:
        """What there is to choose between; None on a page that is for one thing."""
        return next((self[name] for name in ("measure", "action") if name in self.fields), None)

    def why(self) -> Why:
        data = self.cleaned_data
        return Why(data.get("ground", ""), data["facts"], data["note"])


class MeasureForm(WhyForm):
    """A warning, or a pause of one of the lengths there are."""

    measure = forms.ChoiceField(label=_("Decision"), choices=_measures, widget=forms.RadioSelect)


class BanForm(WhyForm):
    """A ban, with or without all that the page listed."""

    takes = forms.BooleanField(label=_("Take down everything listed here"), required=False)
    listed = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def digest(self) -> str | None:
        """Return what `ban` takes along, None for nothing."""
        data: dict[str, Any] = self.cleaned_data
        return data["listed"] if data["takes"] else None


class LiftForm(WhyForm):
    """The end of a pause or a ban: no rule is needed to give something back."""

    ground = None  # type: ignore[assignment]  # how Django drops a field


class MemberAppealForm(LiftForm):
    """The answer to an appeal, with the version of the case that was read."""

    seen = None  # type: ignore[assignment]
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    action = forms.ChoiceField(
        label=_("Decision"),
        choices=[(key, VERBS[key]) for key in (Decision.Action.RESTORE, Decision.Action.UPHOLD)],
        widget=forms.RadioSelect,
    )
