"""Signing up and in: what allauth asks of us."""

from allauth.account.adapter import DefaultAccountAdapter
from django import forms


class AccountAdapter(DefaultAccountAdapter):
    """allauth's adapter for members."""


class SignupForm(forms.Form):
    """What sign-up asks besides mail address and password."""

    def signup(self, request, user) -> None:
        """Called by allauth with the new member."""
