"""Signing up and in: what allauth asks of us."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _, gettext_lazy

from community.actions.drafts import draft_to_finish
from community.handles import NameRefused, check_display_name, suggest_handle
from community.models import Member
from content.models import BrandSettings


class AccountAdapter(DefaultAccountAdapter):
    """allauth's adapter: who may sign in, and where people find themselves afterwards."""

    def pre_login(self, request: HttpRequest, user: Member, **kwargs: Any) -> HttpResponse | None:
        """Refuse the demo's well-known sign-ins in production, and members who were banned."""
        if (settings.PRODUCTION and user.is_demo) or user.banned_at is not None:
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead back to the post that was waiting to be sent, if there is one."""
        draft = draft_to_finish(request.user) if request.user.is_authenticated else None
        if draft is not None:
            return reverse("community:draft", args=[draft.uuid])
        return super().get_login_redirect_url(request)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """After the mailed link: on with the post, on whatever device the mail was opened."""
        draft = draft_to_finish(email_address.user)
        if draft is not None:
            return reverse("community:draft", args=[draft.uuid])
        return super().get_email_verification_redirect_url(email_address)


class SignupForm(forms.Form):
    """What sign-up asks besides mail address and password."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=80,
        help_text=gettext_lazy("Shown beside what you write. A first name will do."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    is_old_enough = forms.BooleanField()
    accepts_terms = forms.BooleanField(
        label=gettext_lazy("I accept the community rules and the terms of this site."),
        help_text=gettext_lazy(
            "What you publish may be shown in this site's feeds. Any use elsewhere is asked for."
        ),
    )

    field_order = ["email", "name", "password1", "is_old_enough", "accepts_terms"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_old_enough"].label = _("I am %(age)d or older.") % {"age": settings.MINIMUM_AGE}

    def clean_name(self) -> str:
        """Refuse names that hide something, or that could be taken for the brand or its people."""
        brand = BrandSettings.objects.values_list("name", flat=True).first() or ""
        staff = Member.objects.staff().values_list("name", flat=True)
        try:
            return check_display_name(self.cleaned_data["name"], staff_names=staff, brand_names=[brand])
        except NameRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def signup(self, request: HttpRequest, user: Member) -> None:
        """Called by allauth with the new member, whose address and password are set already."""
        now = timezone.now()
        user.name = self.cleaned_data["name"]
        user.username = free_handle(user.name)
        user.language = (get_language() or "en").split("-")[0]
        user.age_confirmed_at = user.terms_accepted_at = now
        user.save()


def free_handle(name: str) -> str:
    """Return a handle nobody has, made from a name; its unique constraint has the last word."""
    stem = suggest_handle(name, taken=())
    taken = set(Member.objects.filter(username__istartswith=stem[:20]).values_list("username", flat=True))
    return suggest_handle(name, taken=taken)
