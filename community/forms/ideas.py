"""The form with which the brand says what becomes of an idea."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.models import Page

from community.ideas import pages_to_choose
from community.models import IdeaState, Post


class StepForm(forms.Form):
    """A state; "not now" asks for its reason, "done" for the page that shows it."""

    state = forms.ChoiceField(label=gettext_lazy("What becomes of it"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("In a sentence or two"),
        help_text=gettext_lazy("Everybody reads it, under your name. “Not now” needs it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    page = forms.TypedChoiceField(
        label=gettext_lazy("The page that shows it"),
        help_text=gettext_lazy("“Done” needs it. A page that thanks for the idea stands first."),
        required=False,
        empty_value=None,
    )

    def __init__(self, *args: Any, idea: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("state", idea.idea_state or IdeaState.HEARD)
        thanking, every = pages_to_choose(idea)
        self.pages = {str(page.pk): page for page in every}
        first = [(str(page.pk), page.title) for page in thanking]
        rest = [(pk, page.title) for pk, page in self.pages.items()]
        fields: dict[str, Any] = self.fields
        fields["state"].choices = [(state, capfirst(label)) for state, label in IdeaState.choices]
        fields["page"].choices = [("", "–"), *([(_("Thanks for this idea"), first)] if first else []), *rest]

    def clean_page(self) -> Page | None:
        return self.pages.get(self.cleaned_data["page"] or "")

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        if asked.get("state") == IdeaState.NOT_NOW and not asked.get("reason"):
            self.add_error("reason", _("Say why not now: everybody who wants it reads it."))
        if asked.get("state") == IdeaState.DONE and not asked.get("page"):
            self.add_error("page", _("Choose a public page that shows what was done."))
        return asked
