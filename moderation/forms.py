"""Forms of the room: a moderator's decision, a report in two taps, a report in full, an appeal."""

import uuid
from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from community.levels import is_above
from community.models import Member
from moderation.actions import Complaint, give_level_back, lower_level
from moderation.lists import ListEntry, clean_host, clean_word
from moderation.models import Decision, Report
from moderation.screening import POINTS
from moderation.steps import NEEDS_FACTS, RESTRICTIONS

# What a button says before the decision; the log's words say it afterwards.
VERBS: dict[str, Promise] = {
    Decision.Action.CLEAR: pgettext_lazy("let a post through", "Clear"),
    Decision.Action.CLEAR_OUT_OF_FEEDS: _("Clear, but keep out of feeds"),
    Decision.Action.RETURN: _("Return to the author"),
    Decision.Action.DECLINE: _("Decline"),
    Decision.Action.REMOVE: _("Remove"),
    Decision.Action.RESTORE: _("The author is right: restore"),
    Decision.Action.KEEP: _("Leave it as it is"),
    Decision.Action.UPHOLD: _("The decision stands"),
}
GROUNDS = [("", _("Choose a rule"))] + [
    choice
    for choice in Decision.Ground.choices
    if choice[0] not in (Decision.Ground.NONE, Decision.Ground.UNSEEN)
]

LONGEST_ADDRESS = Report._meta.get_field("email").max_length


class NotedForm(forms.Form):
    """With a word for colleagues beside what its author or member reads."""

    note = forms.CharField(
        label=_("Note for colleagues"),
        max_length=1000,
        required=False,
        help_text=_("Only the desk reads this."),
    )


class DecisionForm(NotedForm):
    """What a moderator decides, with the version of the case they looked at.

    It takes every decision there is: which of them a case allows now is said by `moderation.steps`, and what
    has become impossible meanwhile is a conflict that keeps the typed words, not a typing mistake.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    action = forms.ChoiceField(label=_("Decision"), choices=list(VERBS.items()), widget=forms.RadioSelect)
    ground = forms.ChoiceField(label=_("Rule"), choices=GROUNDS, required=False)
    facts = forms.CharField(
        label=_("What led to it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
        help_text=_("The author reads this, word for word."),
    )
    wrong = forms.MultipleChoiceField(
        choices=[(code, code) for code in POINTS],
        required=False,
        help_text="Signals that fired without reason, says whoever decides.",
    )

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        if data is not None and data.get("at_once"):
            # The button that says what it decides wins over a choice made before.
            data = data.copy()
            data["action"] = str(data["at_once"])
        super().__init__(data, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        action = data.get("action")
        if action in RESTRICTIONS and not data.get("ground"):
            self.add_error("ground", _("Choose the rule this is decided under."))
        if action in NEEDS_FACTS and not data.get("facts"):
            self.add_error("facts", _("Write what led to it; the author reads it."))
        return data


class BulkForm(DecisionForm):
    """What is decided on many cases at once; each box carries its own version."""

    version = wrong = None  # type: ignore[assignment]  # Django's way of leaving a field out


class SweepForm(NotedForm):
    """Under which rule, and why, everything of somebody is taken down."""

    ground = forms.ChoiceField(label=_("Rule"), choices=GROUNDS, initial=Decision.Ground.SPAM)
    facts = forms.CharField(
        label=_("What led to it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("The author reads this, word for word."),
    )


class LevelForm(forms.Form):
    """What the desk decides on a member's level; what it may decide depends on the level and how it fell."""

    BACK = "back"
    level = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(label=_("Rule"), choices=GROUNDS, required=False)
    facts = forms.CharField(
        label=_("What led to it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=300,
        help_text=_("The member reads this, word for word."),
    )

    def __init__(self, *args: Any, level: str, was_lowered: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = [one for one in Member.Level if is_above(level, one)]
        choices: list[tuple[str, str]] = [
            (one.value, _("Set it to “%(level)s”") % {"level": one.label}) for one in below
        ]
        if was_lowered:
            choices.append((self.BACK, str(_("Give back what was taken"))))
        cast(forms.ChoiceField, self.fields["level"]).choices = choices
        self.offers_anything = bool(choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("level") not in (None, self.BACK) and not data.get("ground"):
            self.add_error("ground", _("Choose the rule this is decided under."))
        return data

    def decide(self, member: Member, *, by: Member) -> Decision:
        """Do what was chosen; raises what the actions raise."""
        data = self.cleaned_data
        if data["level"] == self.BACK:
            return give_level_back(member, by=by, facts=data["facts"])
        return lower_level(member, data["level"], by=by, ground=data["ground"], facts=data["facts"])


class RuleReportForm(forms.Form):
    """Breaks the rules: a reason, and nothing else that must be filled in. No name is asked for."""

    reason = forms.ChoiceField(label=_("What is wrong with it?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Anything we should know"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    email = forms.EmailField(
        label=_("Your mail address"),
        max_length=LONGEST_ADDRESS,
        required=False,
        help_text=_(
            "Only if you want to hear what came of it. The author never sees it, and we erase it seven "
            "months after we have told you."
        ),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [reason for reason in Report.Reason if reason not in Report.AGAINST_LAW]
        field = cast(forms.ChoiceField, self.fields["reason"])
        field.choices = [(reason.value, capfirst(reason.label)) for reason in reasons]

    def complaint(self, language: str) -> Complaint:
        return Complaint(language=language, **self.cleaned_data)


class LawReportForm(forms.Form):
    """Against the law: everything an answer in law needs, as the Digital Services Act lists it."""

    place = forms.CharField(
        label=_("Where exactly?"),
        max_length=500,
        help_text=_("The address of the page, and which words or picture on it."),
    )
    text = forms.CharField(
        label=_("Why is it against the law?"), widget=forms.Textarea(attrs={"rows": 6}), max_length=4000
    )
    child_abuse = forms.BooleanField(
        label=_("It shows sexual abuse of a child. Then you need not say who you are."), required=False
    )
    name = forms.CharField(label=_("Your name"), max_length=120)
    email = forms.EmailField(
        label=_("Your mail address"),
        max_length=LONGEST_ADDRESS,
        help_text=_(
            "We need both to answer you. The author never sees them, and we erase them seven months after we "
            "have told you what came of it."
        ),
    )
    good_faith = forms.BooleanField(
        label=_("I believe in good faith that what I say here is accurate and complete.")
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    # The browser would insist on a name that the box makes needless.
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("child_abuse"):
            self.fields["name"].required = self.fields["email"].required = False

    def complaint(self, language: str) -> Complaint:
        data = {name: value for name, value in self.cleaned_data.items() if name != "child_abuse"}
        reason = Report.Reason.CHILD if self.cleaned_data["child_abuse"] else Report.Reason.ILLEGAL
        return Complaint(reason=reason, language=language, **data)


class AppealForm(forms.Form):
    """Why a decision was wrong."""

    text = forms.CharField(
        label=_("Why do you see it differently?"), widget=forms.Textarea(attrs={"rows": 8}), max_length=4000
    )


class ListEntryForm(forms.Form):
    """A word or a site to watch for. It is saved only as it was shown: `shown` names what the look was at."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(ListEntry.Kind.WORD, _("A word or phrase")), (ListEntry.Kind.HOST, _("A site"))],
        initial=ListEntry.Kind.WORD,
        widget=forms.RadioSelect,
    )
    value = forms.CharField(
        label=_("Word, phrase or address"),
        max_length=120,
        help_text=_(
            "A word counts as a whole, in capitals or not. A site counts with everything below it: "
            "example.com is shop.example.com, too."
        ),
    )
    language = forms.ChoiceField(
        label=_("In posts and comments written in"),
        choices=[("", _("every language")), *settings.LANGUAGES],
        required=False,
    )
    note = forms.CharField(
        label=_("Why, for colleagues"),
        max_length=200,
        required=False,
        help_text=_("Only the desk reads this."),
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") and data.get("value"):
            clean = clean_word if data["kind"] == ListEntry.Kind.WORD else clean_host
            try:
                data["value"] = clean(data["value"])
            except ValueError as wrong:
                self.add_error("value", str(wrong))
        return data

    @property
    def row(self) -> dict[str, str]:
        """What a valid form would save."""
        return {name: self.cleaned_data[name] for name in ("kind", "language", "value", "note")}

    @property
    def subject(self) -> str:
        """What of it decides which posts are caught."""
        return "|".join(self.cleaned_data[name] for name in ("kind", "language", "value"))

    @property
    def was_shown(self) -> bool:
        """Whether what this would have caught was on the page it was sent from."""
        return self.cleaned_data["shown"] == self.subject
