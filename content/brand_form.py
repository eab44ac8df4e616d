"""The form of the brand's settings; apart from the other forms, because the model itself names it."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.formats import number_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from content import contrast, logo
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


class ColourInput(forms.ColorInput):
    """A colour and how pages print it; after a refusal, the nearest that can be read, to be taken at once.

    `token` is a key of `contrast.LIFTED`: what dark pages make of the colour.
    """

    template_name = "content/staff/colour.html"

    def __init__(self, token: str) -> None:
        super().__init__()
        self.token = token
        self.offer = ""

    class Media:
        css = {"all": ["css/staff.css"]}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        try:
            looks = {"light": contrast.held(value), "dark": contrast.lifted(value, self.token)}
        except (TypeError, ValueError):  # nothing yet, or no colour
            looks = {}
        return context | {"token": self.token, "looks": looks, "offer": self.offer}


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
            "primary": ColourInput("fill"),
            "accent": ColourInput("accent"),
            "footer": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = (f"{link['name']} {link['url']}" for link in self.instance.social_links)
        self.fields["links"].initial = "\n".join(lines)
        for code, _name in OTHER_LANGUAGES:
            for field in WORDS:
                self.fields[f"{field}_{code}"].initial = self.instance.words.get(code, {}).get(field, "")

    def clean_primary(self) -> str:
        return self._readable("primary")

    def clean_accent(self) -> str:
        return self._readable("accent")

    def _readable(self, field: str) -> str:
        """Return a new colour that light pages can print as it is, or of which the marketer knows better.

        Else the nearest such is offered. The answer to an offer is a colour: the offered one, or the refused
        one again; any other answers an earlier offer.
        """
        colour = self.cleaned_data[field].lower()
        try:
            nearest = contrast.nearest_readable(colour)
        except ValueError:
            return colour  # The model says how a colour is written.
        answer = self.data.get(self.add_prefix(f"{field}-instead"))
        if answer == nearest or nearest == colour:
            return nearest
        if answer == colour or field not in self.changed_data:
            return colour
        self.fields[field].widget.offer = nearest
        reached = number_format(contrast.weakest_contrast(colour), decimal_pos=1)
        raise ValidationError(
            _("%(colour)s is too light to be read: %(reached)s to 1 on light pages, and text needs 4.5."),
            params={"colour": colour, "reached": reached},
        )

    def clean_logo(self) -> Any:
        """Refuse a new logo that light pages would swallow; on dark pages it stands on a light plate."""
        picture = self.cleaned_data["logo"]
        if picture is not None and "logo" in self.changed_data and not logo.can_be_seen(picture):
            raise ValidationError(
                _(
                    "This logo is too light for light pages. Choose one drawn in a darker colour; "
                    "on dark pages it stands on a light plate."
                )
            )
        return picture

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
