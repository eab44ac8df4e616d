"""Which mails a member gets, and stopping them in one press from the mail itself."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from community.actions.mail_choices import (
    OWED,
    STOPPABLE,
    choose_paces,
    paces_of,
    stop_mail,
    try_address_again,
)
from community.mail.tokens import read_token
from community.models import Member, Notification
from community.models.mailings import Letter, Pace, is_unreachable
from community.requests import MemberRequest

PACES = [
    (Pace.AT_ONCE, gettext_lazy("at once")),
    (Pace.DAILY, gettext_lazy("daily")),
    (Pace.WEEKLY, gettext_lazy("weekly")),
    (Pace.NEVER, gettext_lazy("never")),
]


class MailSettingsForm(forms.Form):
    """How soon a member is mailed of each kind of news, and which letters they want."""

    digest = forms.BooleanField(
        label=gettext_lazy("The weekly digest"),
        required=False,
        help_text=gettext_lazy(
            "The best of what you follow and of the whole site, and open questions about what you own, each "
            "with the reason why it is there. A week without anything worth it brings no mail."
        ),
    )
    news = forms.BooleanField(
        label=gettext_lazy("News of the brand"),
        required=False,
        help_text=gettext_lazy("New stories, in the same letter."),
    )

    def __init__(self, data: QueryDict | None, *, member: Member) -> None:
        paces = paces_of(member)
        super().__init__(data, initial={letter: paces[letter] == Pace.WEEKLY for letter in Letter.values})
        self.kinds = [kind for kind in Notification.Kind if kind != OWED]
        if not Member.objects.staff().filter(pk=member.pk).exists():
            self.kinds.remove(Notification.Kind.TEAM)
        for kind in self.kinds:
            self.fields[kind.value] = forms.ChoiceField(
                label=capfirst(kind.label), choices=PACES, initial=paces[kind]
            )
        self.order_fields([kind.value for kind in self.kinds])

    @property
    def news_fields(self) -> list[forms.BoundField]:
        return [self[kind.value] for kind in self.kinds]

    @property
    def letter_fields(self) -> list[forms.BoundField]:
        return [self[letter] for letter in Letter.values]

    def chosen(self) -> dict[str, str]:
        """Return the pace of every kind and letter that was asked about."""
        letters = {
            letter: Pace.WEEKLY if self.cleaned_data[letter] else Pace.NEVER for letter in Letter.values
        }
        return {kind.value: self.cleaned_data[kind.value] for kind in self.kinds} | letters


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mail_settings(request: MemberRequest) -> HttpResponse:
    """How soon one is mailed of what."""
    form = MailSettingsForm(request.POST or None, member=request.user)
    if request.method == "POST" and form.is_valid():
        choose_paces(request.user, form.chosen())
        messages.success(request, _("Saved."))
        return redirect("community:mail_settings")
    refuses = Member.objects.filter(is_unreachable(""), pk=request.user.pk).exists()
    context = {
        "form": form,
        "refuses": refuses,
        "bounce": request.user.bounces.filter(email=request.user.email).first() if refuses else None,
    }
    return render(request, "community/mail_settings.html", context)


@login_required
@require_POST
def address_again(request: MemberRequest) -> HttpResponse:
    """Mail somebody again whose address had refused it."""
    try_address_again(request.user)
    messages.success(request, _("We mail you again, at %(address)s.") % {"address": request.user.email})
    return redirect("community:mail_settings")


@csrf_exempt  # A mail program presses it, without a session (RFC 8058); the signed token is what allows it.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mail_view(request: HttpRequest, token: str) -> HttpResponse:
    """No more mails of one kind. Opening the link does nothing: mail scanners open them all."""
    asked = read_token(token)
    if asked is None or asked[1] not in STOPPABLE:
        raise Http404
    member = get_object_or_404(Member, pk=asked[0])
    if request.method == "POST":
        stop_mail(member, asked[1])
    context = {"what": STOPPABLE[asked[1]], "is_done": request.method == "POST"}
    return render(request, "community/stop_mail.html", context)
