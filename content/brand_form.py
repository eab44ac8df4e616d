"""The form of the brand's settings; apart from the other forms, because the model itself names it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from content.tags import normalize_tag

MOST_LINKS = 8
is_https = URLValidator(schemes=["https"])


class BrandForm(WagtailAdminModelForm):
    """The brand's settings; social links are written one to a line."""

    links = forms.CharField(
        label=_("Elsewhere"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One to a line: a name, a space, an address that begins with https://."),
    )

    class Meta:
        widgets = {
            "primary": forms.TextInput(attrs={"type": "color"}),
            "accent": forms.TextInput(attrs={"type": "color"}),
            "footer": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = (f"{link['name']} {link['url']}" for link in self.instance.social_links)
        self.fields["links"].initial = "\n".join(lines)

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
        saved = super().save(commit)
        brand_changed()
        return saved
