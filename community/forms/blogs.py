"""Forms of a member's own blogs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.models import Blog, Post

# For an address as people type it: a browser's own field for addresses wants the "https://" too.
_AS_TYPED = forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"})


class BlogForm(forms.ModelForm):
    """The standing answers for everything that comes from a blog."""

    class Meta:
        model = Blog
        fields = ["works_for_brand", "incentivised", "whole_text", "pictures_are_mine"]
        help_texts = {
            "works_for_brand": _("Your posts then say so, and give no stars."),
            "incentivised": _("Each post says so. Tags such as #ad or #gifted say it for a single entry."),
            "whole_text": _("Otherwise the first lines, with a link to your blog."),
            "pictures_are_mine": _("Then they are copied along. Pictures of others stay where they are."),
        }


class ClaimForm(BlogForm):
    """A blog's address, and those answers."""

    address = forms.URLField(
        label=_("Address of your blog"),
        max_length=500,
        assume_scheme="https",
        help_text=_("The blog itself or its feed: RSS, Atom or JSON Feed."),
        widget=_AS_TYPED,
    )
    field_order = ["address"]


class ProofForm(forms.Form):
    """Where the code stands, if on another page than the first."""

    page = forms.URLField(
        label=_("On another page of the blog? Its address"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=_AS_TYPED,
    )


class EntryForm(forms.ModelForm):
    """The answers for one entry, where they differ from the standing ones."""

    class Meta:
        model = Post
        fields = ["works_for_brand", "incentivised", "incentive"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_public:
            del self.fields["incentive"]  # words nobody would check

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("incentive"):
            data["incentivised"] = True  # who says what it was has said that there was something
        return data
