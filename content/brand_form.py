"""The form of the brand's settings; apart from the other forms, because the model itself names it."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from content.tags import normalize_tag

MOST_LINKS = 8
is_https = URLValidator(schemes=["https"])


OTHER_LANGUAGES = [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
WORDS = {"tagline": (140, _("Tagline ({language})")), "footer": (2000, _("Footer ({language})"))}


def in_other_languages(field: str) -> list[str]:
    """Return the names of the form's fields that hold `field` in the site's further languages."""
    return [f"{field}_{code}" for code, _name in OTHER_LANGUAGES]


def _fields() -> dict[str, forms.Field]:
    return {
        f"{field}_{code}": forms.CharField(
            label=format_lazy(label, language=language), max_length=longest, required=False
        )
        for field, (longest, label) in WORDS.items()
        for code, language in OTHER_LANGUAGES
    }


# Panels name only fields that a form declares, and how many these are the settings say.
FurtherWords: Any = type(WagtailAdminModelForm)("FurtherWords", (WagtailAdminModelForm,), _fields())


class BrandForm(FurtherWords):
    """The brand's settings; social links are written one to a line."""

    links = forms.CharField(
        label=_("Elsewhere"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One to a line: a name, a space, an address that begins with https://."),
    )

    class Meta(WagtailAdminModelForm.Meta):
        widgets = {
            "primary": forms.TextInput(attrs={"type": "color"}),
            "accent": forms.TextInput(attrs={"type": "color"}),
            "footer": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = (f"{link['name']} {link['url']}" for link in self.instance.social_links)
        self.fields["links"].initial = "\n".join(lines)
        for code, _name in OTHER_LANGUAGES:
            for field in WORDS:
                self.fields[f"{field}_{code}"].initial = self.instance.words.get(code, {}).get(field, "")

    def clean_links(self) -> list[dict[str, str]]:
        links = []
        for line in filter(None, map(str.strip, self.cleaned_data["links"].splitlines())):
            name, _space, url = line.rpartition(" ")
            try:
                is_https(url)
            except ValidationError:
                name = ""
            if not name.strip():
                raise ValidationError(_("“%(line)s” is not a name and an address."), params={"line": line})
            links.append({"name": name.strip(), "url": url})
        if len(links) > MOST_LINKS:
            raise ValidationError(_("At most %(count)s links."), params={"count": MOST_LINKS})
        return links

    def clean_club_tag(self) -> str:
        tag = normalize_tag(self.cleaned_data["club_tag"])
        if not tag:
            raise ValidationError(_("Write a tag of letters or digits."))
        return tag

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        from content.actions import brand_changed  # It imports the models, which import this form.

        self.instance.social_links = self.cleaned_data["links"]
        self.instance.words = {
            code: {field: self.cleaned_data[f"{field}_{code}"] for field in WORDS}
            for code, _name in OTHER_LANGUAGES
        }
        saved = super().save(commit)
        brand_changed()
        return saved
