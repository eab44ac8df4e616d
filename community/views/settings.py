"""Everything about one's own account, in one place."""

from typing import NamedTuple

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_info, gettext as _, ngettext
from django.views.decorators.http import require_safe

from community.models import Member
from community.models.mailings import is_unreachable
from community.requests import MemberRequest


class Row(NamedTuple):
    """One thing to set: where, what it is called, how it stands now; `tone` is "good", "warn" or empty."""

    url: str
    name: str
    now: str = ""
    tone: str = ""


@login_required
@require_safe
def settings(request: MemberRequest) -> HttpResponse:
    """All there is to set, each with how it stands."""
    member = request.user
    groups = [(_("You"), about(member)), (_("Signing in"), keys_of(member)), (_("What is yours"), data_of())]
    return render(request, "community/settings.html", {"groups": groups})


def about(member: Member) -> list[Row]:
    """What others see of a member, and how they are reached."""
    unconfirmed = EmailAddress.objects.filter(user=member, verified=False).exists()
    refuses = Member.objects.filter(is_unreachable(""), pk=member.pk).exists()
    return [
        Row(reverse("community:profile"), _("My profile"), member.name),
        Row(
            f"{reverse('community:profile')}#id_language",
            _("Language of mails"),
            get_language_info(member.language)["name_local"].capitalize(),
        ),
        Row(
            reverse("account_email"),
            _("Mail addresses"),
            _("One is not confirmed yet") if unconfirmed else member.email,
            "warn" if unconfirmed else "",
        ),
        Row(
            reverse("community:mail_settings"),
            _("Which mails I get"),
            _("Mails to you came back") if refuses else "",
            "warn" if refuses else "",
        ),
    ]


def keys_of(member: Member) -> list[Row]:
    """What opens the account."""
    kinds = list(Authenticator.objects.filter(user=member).values_list("type", flat=True))
    passkeys = kinds.count(Authenticator.Type.WEBAUTHN)
    found = [ngettext("%d passkey", "%d passkeys", passkeys) % passkeys] if passkeys else []
    found += [_("Authenticator app")] if Authenticator.Type.TOTP in kinds else []
    password = "account_change_password" if member.has_usable_password() else "account_set_password"
    keys = ", ".join(found) or _("Off")
    return [
        Row(reverse(password), _("Password"), "" if member.has_usable_password() else _("None yet")),
        Row(reverse("mfa_index"), _("Passkeys and codes"), keys, "good" if found else ""),
    ]


def data_of() -> list[Row]:
    """What a member may take along, end, and once agreed to."""
    return [
        Row(reverse("community:my_data"), _("My data: take a copy, or erase my account")),
        Row(reverse("community:my_terms"), _("What I agreed to")),
    ]
