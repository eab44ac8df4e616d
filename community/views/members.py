"""Members as others see them, and what they say of themselves."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from community import profiles
from community.actions.profiles import change_profile
from community.actions.refusals import MayNotWrite
from community.cards import cards_of, product_url
from community.models import Member
from community.naming.handles import NameRefused
from community.naming.names import check_name
from community.paging import page_of, read_cursor
from community.photos import picture_of
from community.requests import MemberRequest
from content.context import brand_of
from pagecache import note

PAGE = 12


@require_safe
def member(request: HttpRequest, handle: str) -> HttpResponse:
    """A member's public page: who they are, what they are recognised by, what they own and wrote."""
    person = get_object_or_404(Member.objects.public().select_related("picture"), username=handle)
    note(f"member:{person.pk}", "brand", "badges")
    language, kinds = get_language() or "en", profiles.kinds_of(person)
    asked = request.GET.get("kind", "")
    chosen = {"kind": asked} if asked in [kind for kind, _words, _count in kinds] else {}
    rows = person.posts.published().filter(**chosen).newest_first().for_cards()
    cursor = read_cursor(request.GET.get("after", ""))
    posts, after = page_of(rows.before(*cursor) if cursor else rows, PAGE)
    context = {
        "person": person,
        "picture": picture_of(person.picture),
        "badges": profiles.badges_of(person),
        "owned": [
            (ownership, product_url(ownership.product))
            for ownership in person.ownerships.marked().select_related("product").order_by("-verified_at")
        ],
        "thanks": profiles.thanks_to(person, language),
        "kinds": kinds,
        "chosen_kind": chosen.get("kind", ""),
        "cards": cards_of(posts, language=language, brand_name=brand_of(request).name),
        "said": profiles.said_by(person),
        "is_first": cursor is None,
        "older_url": f"?{urlencode({**chosen, 'after': after})}" if after else "",
    }
    return render(request, "community/member.html", context)


class ProfileForm(forms.Form):
    """What a member says of themselves, checked for claims that are not theirs to make."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=80,
        help_text=gettext_lazy("Shown beside what you write, also to what you wrote before."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    bio = forms.CharField(
        label=gettext_lazy("About me"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of mails"), choices=settings.LANGUAGES)

    def __init__(self, data: QueryDict | None, *, member: Member) -> None:
        initial = {"name": member.name, "bio": member.bio, "language": member.language}
        super().__init__(data, initial=initial)
        self.member = member

    def clean_name(self) -> str:
        try:
            return check_name(self.cleaned_data["name"], of=self.member)
        except NameRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: MemberRequest) -> HttpResponse:
    """A member's own name, words and language."""
    form = ProfileForm(request.POST or None, member=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            change_profile(request.user, **form.cleaned_data)
        except MayNotWrite as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("community:profile")
    return render(request, "community/profile.html", {"form": form})
