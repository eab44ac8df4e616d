"""The form of the first product: what a page needs to begin with, and no more."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class FirstProductForm(forms.Form):
    """A name and a sentence in each language, and perhaps a price."""

    price = forms.CharField(
        label=_("Price"),
        max_length=60,
        required=False,
        help_text=_("As it is to be printed, like NOK 1,890."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        price = self.fields.pop("price")
        for code, language in settings.LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(
                label=_("Name (%(language)s)") % {"language": language},
                max_length=80,
                required=code == settings.LANGUAGE_CODE,
            )
            self.fields[f"summary_{code}"] = forms.CharField(
                label=_("What it is, in a sentence (%(language)s)") % {"language": language},
                max_length=300,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields["price"] = price

    def in_languages(self, field: str) -> dict[str, str]:
        """Return what was written into `name` or `summary`, by language."""
        written = {code: self.cleaned_data[f"{field}_{code}"] for code, _name in settings.LANGUAGES}
        return {code: words for code, words in written.items() if words}
