"""The form of the first admin."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from community.models import Member


class FirstAdminForm(forms.Form):
    """Who is going to look after this site."""

    name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Mail address"),
        help_text=_("You sign in with it, and get the site's notices there."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("Ten characters or more, and not a common one."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if Member.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("There is an account with this address already. Take another."))
        return email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        member = Member(email=data.get("email", ""), name=data.get("name", ""))
        try:
            password_validation.validate_password(data.get("password", ""), member)
        except forms.ValidationError as wrong:
            self.add_error("password", wrong)
        return data
