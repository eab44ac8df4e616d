"""Forms of the team: inviting several people at once, and what a colleague may do."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy

from community.models import Member
from community.models.invitations import Role

ADDRESS_LENGTH = 254
LABEL_LENGTH = 60
_is_address = EmailValidator()


def split_addresses(text: str) -> tuple[list[str], list[str]]:
    """Return (addresses, what is none), each once, from lines or lists, also of the form `Name <address>`."""
    good: list[str] = []
    bad: list[str] = []
    for part in re.split(r"[,;\n]+", text):
        named = re.search(r"<([^<>]*)>", part)
        for word in [named[1].strip()] if named else part.split():
            (good if _is_good(word) else bad).append(word)
    return list(dict.fromkeys(word.lower() for word in good)), list(dict.fromkeys(bad))


def _is_good(word: str) -> bool:
    try:
        _is_address(word)
    except ValidationError:
        return False
    return len(word) <= ADDRESS_LENGTH


class InvitationForm(forms.Form):
    """Invites customers. What is no address stops nobody else's invitation: `rest` asks for it again."""

    addresses = forms.CharField(
        label=gettext_lazy("Mail addresses"),
        help_text=gettext_lazy("One on each line, or with commas between them."),
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the mail"), choices=settings.LANGUAGES)
    words = forms.CharField(
        label=gettext_lazy("A few words of your own"),
        help_text=gettext_lazy("They stand in the mail, under your name."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    bad: list[str]

    def clean_addresses(self) -> list[str]:
        good, self.bad = split_addresses(self.cleaned_data["addresses"])
        if not good:
            raise ValidationError(_not_addresses(self.bad))
        return good

    def rest(self) -> "InvitationForm | None":
        """Return the form as it was typed with only what was no address in it; None if all were."""
        if not self.bad:
            return None
        return type(self)(
            {name: self.data.get(name) for name in self.data} | {"addresses": "\n".join(self.bad)}
        )

    @property
    def invitation(self) -> dict[str, Any]:
        """What `invite` takes besides the addresses."""
        return {"language": self.cleaned_data["language"], "words": self.cleaned_data["words"]}


def _not_addresses(bad: Iterable[str]) -> str:
    return _("This is not a mail address: %(words)s. Correct it and send again.") % {"words": ", ".join(bad)}


class RoleForm(forms.Form):
    """What somebody may do for the brand, and what readers see beside their name in each language."""

    role = forms.ChoiceField(label=gettext_lazy("What they do"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["role"].choices = self.roles()
        for code, name in settings.LANGUAGES:
            self.fields[f"label_{code}"] = forms.CharField(
                label=_("Role as readers see it, in %(language)s") % {"language": name},
                max_length=LABEL_LENGTH,
                widget=forms.TextInput(attrs={"lang": code, "autocomplete": "off"}),
            )
        first = self.fields[f"label_{settings.LANGUAGES[0][0]}"]
        first.help_text = _(
            "Such as “Coffee trainer”. The brand's name stands beside it, and there are no stars."
        )

    def roles(self) -> list[tuple[str, str]]:
        return [
            (Role.MODERATOR.value, _("Moderator: looks after what customers write")),
            (
                Role.MARKETER.value,
                _("Marketer: writes the brand's pages and chooses what stands at the front"),
            ),
            (Role.BOTH.value, _("Both")),
        ]

    @property
    def brand_role(self) -> dict[str, str]:
        labels = {code: self.cleaned_data.get(f"label_{code}", "") for code, _name in settings.LANGUAGES}
        return {code: label for code, label in labels.items() if label}


class ColleagueInvitationForm(RoleForm, InvitationForm):
    """Invites colleagues."""

    field_order = ["addresses", "role", *(f"label_{code}" for code, _name in settings.LANGUAGES)]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)

    @property
    def invitation(self) -> dict[str, Any]:
        return {**super().invitation, "role": self.cleaned_data["role"], "brand_role": self.brand_role}


class ColleagueForm(RoleForm):
    """Changes a colleague's part. An admin may do everything anyway, and needs no label."""

    def __init__(self, data: QueryDict | None, *, colleague: Member, role: str) -> None:
        self.is_admin = colleague.is_superuser
        labels = {f"label_{code}": label for code, label in colleague.brand_role.items()}
        super().__init__(data, initial={"role": role, **labels})
        self.fields["role"].required = False
        if self.is_admin:
            for code, _name in settings.LANGUAGES:
                self.fields[f"label_{code}"].required = False

    def roles(self) -> list[tuple[str, str]]:
        return [*super().roles(), (Role.NONE.value, _("Neither: only speaks for the brand"))]
