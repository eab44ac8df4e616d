"""Pages for developers; routed in development only."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from demo import design_samples

STATES: Final = ("draft", "submitted", "waiting", "published", "returned", "declined", "withdrawn", "removed")
COLOURS: Final = (
    "ground",
    "surface",
    "sunk",
    "tint",
    "ink",
    "ink-soft",
    "link",
    "fill",
    "accent",
    "star",
    "good",
    "warn",
    "bad",
)


class SampleForm(forms.Form):
    """Every control once; posted empty on the page, so that each error can be seen too."""

    title = forms.CharField(label="Title", help_text="What you would say to a friend.")
    mail = forms.EmailField(label="Mail address", required=False)
    body = forms.CharField(label="Your words", widget=forms.Textarea)
    product = forms.ChoiceField(
        label="Product", choices=[("", "None"), ("kvern", "Kvern"), ("svane", "Svane")], required=False
    )
    language = forms.ChoiceField(
        label="Language", choices=[("en", "English"), ("nb", "Norsk")], widget=forms.RadioSelect
    )
    fair = forms.BooleanField(label="These are my own words and my own pictures.")


def design(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    samples = {
        "empty_feed": design_samples.empty_feed(),
        "cards": design_samples.cards(),
        "why": "It is new, and every new post gets a first chance near the top.",
        "more": ["Useful to 12 of 14 who said so", "Seen 140 times"],
        "picture": design_samples.picture(),
        "form": SampleForm(),
        "failed_form": SampleForm(data={}, prefix="failed"),
        "states": STATES,
        "colours": COLOURS,
        "averages": [5, 4.1, 3, 1],
        "at": timezone.now() - timedelta(days=2),
        "long_word": design_samples.LONG_WORD,
        "one_to_five": range(1, 6),
        "useful": ["Not for me", "A little", "Useful", "Quite useful", "Very useful"],
        "found": design_samples.found(),
        "ways": [("Kvern", "#main"), ("Svane", "#main")],
        "distribution": [(5, 21), (4, 9), (3, 4), (2, 2), (1, 1)],
    }
    return render(request, "dev/design.html", {"samples": samples})
