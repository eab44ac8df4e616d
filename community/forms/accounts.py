"""allauth's forms in our words, and what password managers ask of them."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.utils.translation import gettext_lazy as _

GOOD_PASSWORD = _("Ten characters or more. A short sentence that only you would think of is good.")


def say_what_is_asked(form: forms.Form) -> None:
    """Label the fields of a form that sets a password."""
    first, again = form.fields["password1"], form.fields["password2"]
    first.label, first.help_text = _("The new password"), GOOD_PASSWORD
    again.label = _("The new password once more")


class LoginForm(allauth_forms.LoginForm):
    """Address, password, and whether this device is one's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What a password manager files the password under, and where it offers a passkey.
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["remember"].label = _("Keep me signed in on this device")


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """A new password, by the one there is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Your password until now")
        say_what_is_asked(self)


class SetPasswordForm(allauth_forms.SetPasswordForm):
    """The first password of somebody who came in without one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_asked(self)


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    """A new password, by the link of a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_asked(self)


NAME_OF_KEY = _("What you call it")
NAME_HELP = _("So that you know it again, like “My telephone”.")


class AddPasskeyForm(webauthn_forms.AddWebAuthnForm):
    """A new passkey: able to sign in by itself, unless its owner wants it as a second step only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, alone = self.fields["name"], self.fields["passwordless"]
        name.label, name.help_text, name.max_length = NAME_OF_KEY, NAME_HELP, 80
        name.widget.attrs["maxlength"] = "80"
        alone.initial = True
        alone.label = _("Sign in with it alone, without the password")
        alone.help_text = _(
            "The device then asks for your finger, your face or its PIN. Take the tick away for an older "
            "security key that cannot do that: it is asked for after the password."
        )


class NamePasskeyForm(webauthn_forms.EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=NAME_OF_KEY, help_text=NAME_HELP, max_length=80)
