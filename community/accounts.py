"""Signing up and in: what allauth asks of us."""

import functools
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import SignupForm as BaseSignupForm
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language, gettext as _, gettext_lazy, override

from community.actions.drafts import draft_to_finish
from community.actions.inviting import InvitationClosed, accept_invitation, is_valid
from community.actions.profiles import complete_sign_up
from community.forms.accounts import GOOD_PASSWORD
from community.mail.messages import drawn_text, message_of_account
from community.models import Invitation, Member, Notification
from community.naming.handles import NameRefused
from community.naming.names import check_name
from content.brand import current_brand

MAIL_BUTTONS = {
    "activate_url": gettext_lazy("Confirm my address"),
    "password_reset_url": gettext_lazy("Choose a new password"),
    "signup_url": gettext_lazy("Become a member"),
}
"""What allauth's mails ask one to open, as it calls it in their context, and what the button says."""


def invitation_of(request: HttpRequest) -> Invitation | None:
    """Return the invitation whose page somebody signs up from: it is where they go next."""
    target = request.POST.get("next") or request.GET.get("next", "")
    try:
        match = resolve(urlsplit(target).path)
    except (Resolver404, ValueError):
        return None
    if match.view_name != "community:invitation":
        return None
    found = Invitation.objects.select_related("invited_by").with_token(match.kwargs["token"])
    return found if found is not None and is_valid(found) else None


@functools.cache
def _signed_in() -> QuerySet[Member]:
    """Members with what every page asks of them; built once, as it is asked at every request."""
    return Member.objects.annotate(
        has_news=Exists(Notification.objects.unread().filter(member=OuterRef("pk"))),
        is_in_groups=Exists(Member.groups.through.objects.filter(member=OuterRef("pk"))),
    )


class MemberBackend(AuthenticationBackend):
    """Checks a password for allauth, which then asks for the second factor, and for nobody else."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Member | None:
        """Return the member, or None. Forms of Django's and Wagtail's bring a `username`: theirs fail."""
        return super().authenticate(request, **credentials) if "email" in credentials else None

    def get_user(self, user_id: int) -> Member | None:
        """Return who a session belongs to, with what every page asks of them, in one query."""
        member = _signed_in().filter(pk=user_id).first()
        return member if member and self.user_can_authenticate(member) else None

    def user_can_authenticate(self, user: Member) -> bool:
        """Asked at every request: a ban ends every session at once."""
        return super().user_can_authenticate(user) and user.banned_at is None


class AccountAdapter(DefaultAccountAdapter):
    """allauth's adapter: who may sign in, and where people find themselves afterwards."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # The same for an address nobody has.
        "email_password_mismatch": gettext_lazy(
            "This address and this password do not go together. Look at both once more."
        ),
        "incorrect_password": gettext_lazy("That is not your password. Look at it once more."),
        "duplicate_email": gettext_lazy("You have this address already."),
    }

    def pre_login(self, request: HttpRequest, user: Member, **kwargs: Any) -> HttpResponse | None:
        """Refuse the demo's well-known sign-ins in production, and members who were banned."""
        if (settings.PRODUCTION and user.is_demo) or user.banned_at is not None:
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def is_safe_url(self, url: str | None) -> bool:
        """Say no also to what is no address at all, where allauth would fail."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        """Take the link of an invitation for proof of the address it was mailed to."""
        invitation = invitation_of(request)
        invited = invitation is not None and invitation.email == email.lower()
        return invited or super().is_email_verified(request, email)

    def render_mail(
        self, template_prefix: str, email: str | list[str], context: dict[str, Any], headers: Any = None
    ) -> EmailMessage:
        """Draw allauth's mails as all others: its words, in text and in HTML, its link as the button."""
        # A mail about a change leads to undoing it.
        forgotten = settings.SITE_URL + reverse("account_reset_password")
        context = {"password_reset_url": forgotten, **context, "brand": current_brand()}
        subject = drawn_text(f"{template_prefix}_subject.txt", context)
        words = drawn_text(f"{template_prefix}_message.txt", context)
        to = email if isinstance(email, str) else email[0]
        address, button = next(
            (
                (context[name], label)
                for name, label in MAIL_BUTTONS.items()
                if name in context and context[name] in words
            ),
            ("", ""),
        )
        return message_of_account(subject, words, to=to, address=address, button=str(button))

    def populate_username(self, request: HttpRequest, user: Member) -> None:
        """Leave the handle to `complete_sign_up`: allauth would make it of the mail address."""

    def save_user(self, request: HttpRequest, user: Member, form: forms.Form, commit: bool = True) -> Member:
        """Store the new member whole: address, password, name and handle at once."""
        user = super().save_user(request, user, form, commit=False)
        language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        return complete_sign_up(user, name=form.cleaned_data["name"], language=language)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Answer too many failures with 429 and a page that says when to go on, not with a form's error."""
        if code == "too_many_login_attempts":
            raise ImmediateHttpResponse(respond_429(context.request))
        return super().validation_error(code, *args)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead back to the post that was waiting to be sent, if there is one."""
        draft = draft_to_finish(request.user) if request.user.is_authenticated else None
        if draft is not None:
            return reverse("community:draft", args=[draft.uuid])
        # A bare address is nobody's choice of English: who reads Norwegian finds themselves there.
        is_bare = get_language() == settings.LANGUAGE_CODE
        with override(request.user.language if is_bare and request.user.is_authenticated else get_language()):
            return super().get_login_redirect_url(request)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """After the mailed link: on with the post, on whatever device the mail was opened."""
        draft = draft_to_finish(email_address.user)
        if draft is not None:
            return reverse("community:draft", args=[draft.uuid])
        return super().get_email_verification_redirect_url(email_address)


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's adapter for passkeys and codes: what other programs call us, and us our members' keys."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("That is not it. Take the code the app shows right now."),
    }

    def _get_site_name(self) -> str:
        """Be the brand in an authenticator app, not a host."""
        return current_brand().name or super()._get_site_name()

    def generate_authenticator_name(self, user: Member, type: Authenticator.Type) -> str:
        """Suggest a name for a new passkey."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("My passkey") if not count else _("My passkey %(number)d") % {"number": count + 1}


class SignupForm(BaseSignupForm):
    """Mail address, password, and what else sign-up asks."""

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
        error_messages={
            "required": gettext_lazy("Please accept them: without that we may not show what you write.")
        },
    )

    field_order = ["email", "name", "password1", "is_old_enough", "accepts_terms"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = GOOD_PASSWORD
        old_enough, age = self.fields["is_old_enough"], {"age": settings.MINIMUM_AGE}
        old_enough.label = _("I am %(age)d or older.") % age
        old_enough.error_messages["required"] = (
            _("Members are %(age)d or older. Until then everything here can be read without an account.")
            % age
        )
        if invitation := invitation_of(context.request):
            self.initial["email"] = invitation.email
            self.fields["email"].help_text = _(
                "Your invitation went to this address. To another one we first send a link."
            )

    def clean_name(self) -> str:
        """Refuse names that hide something, or that could be taken for the brand or its people."""
        try:
            return check_name(self.cleaned_data["name"])
        except NameRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def save(self, request: HttpRequest) -> Member:
        """Make the account, and let whoever was invited in: they saw to what on the page they came from."""
        invitation = invitation_of(request)
        member = super().save(request)
        if invitation is not None and invitation.email == member.email.lower():
            # Taken back in this very moment, it leaves an account like any other.
            with suppress(InvitationClosed):
                accept_invitation(invitation, by=member)
        return member

    def try_save(self, request: HttpRequest) -> tuple[Member | None, HttpResponse | None]:
        """Make the account; all of it or nothing."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            # A double click: the same form, sent twice at once, has made it already.
            self.account_already_exists = True
            return super().try_save(request)
