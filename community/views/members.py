"""Members as others see them, and what they say of themselves."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.actions.profiles import change_profile
from community.cards import cards_of
from community.handles import NameRefused, check_display_name
from community.models import Member
from community.paging import page_of, read_cursor
from community.photos import picture_of
from content.context import brand_of
from pagecache import note

PAGE = 12


@require_safe
def member(request: HttpRequest, handle: str) -> HttpResponse:
    """A member's public page: who they are, what they own, what they wrote."""
    person = get_object_or_404(Member.objects.public().select_related("picture"), username=handle)
    note(f"member:{person.pk}")
    rows = person.posts.published().newest_first().for_cards()
    if cursor := read_cursor(request.GET.get("after", "")):
        rows = rows.before(*cursor)
    posts, after = page_of(rows, PAGE)
    context = {
        "person": person,
        "picture": picture_of(person.picture),
        "owned": [ownership.product for ownership in person.ownerships.select_related("product")],
        "cards": cards_of(posts, language=get_language() or "en", brand_name=brand_of(request).name),
        "older_url": f"?{urlencode({'after': after})}" if after else "",
    }
    return render(request, "community/member.html", context)


class ProfileForm(forms.ModelForm):
    """What a member says of themselves, checked for claims that are not theirs to make."""

    class Meta:
        model = Member
        fields = ["name", "bio", "language"]
        widgets = {"bio": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: object, languages: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(label=_("Language of mails"), choices=languages)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if name == self.initial.get("name"):
            return name
        others = Member.objects.staff().exclude(pk=self.instance.pk).values_list("name", flat=True)
        try:
            return check_display_name(name, staff_names=others)
        except NameRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """A member's own name, words and language."""
    form = ProfileForm(request.POST or None, instance=request.user, languages=settings.LANGUAGES)
    if request.method == "POST" and form.is_valid():
        change_profile(request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("community:profile")
    return render(request, "community/profile.html", {"form": form})
