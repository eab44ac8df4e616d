"""Forms of the room. They check shape only; what may happen is decided by the actions."""

import html
import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django_prose_editor.widgets import ProseEditorWidget

from community.models import Member, Post, PostRevision
from community.typed_text import text_to_html
from content.models import Product, Topic

MAX_TOPICS = 3
STARS = [(1, _("Bad")), (2, _("Poor")), (3, _("Fair")), (4, _("Good")), (5, _("Great"))]
# What the sanitiser keeps; pictures stand beside the words, as photos.
EDITOR = {
    "extensions": {
        "Bold": True,
        "Italic": True,
        "Heading": {"levels": [2, 3]},
        "BulletList": True,
        "OrderedList": True,
        "ListItem": True,
        "Blockquote": True,
        "Link": {"enableTarget": False, "protocols": ["http", "https"]},
        "HardBreak": True,
        "NoSpellCheck": False,
    }
}


class BodyWidget(ProseEditorWidget):
    """The editor, and without JavaScript a plain textarea.

    Words that were typed as text also come as HTML in `data-html`: draft.js puts it in before the editor
    starts, and tells the server so in `body_format`.
    """

    def __init__(self) -> None:
        super().__init__(config=EDITOR, preset="configurable", attrs={"rows": 12})
        self.as_html = ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if self.as_html:
            context["widget"]["attrs"]["data-html"] = self.as_html
        return context


class PostForm(forms.Form):
    """A post of any kind, new or edited. `author` is None for a visitor who signs up as the last step."""

    title = forms.CharField(label=_("Title"), max_length=140)
    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.none(), to_field_name="slug", required=False
    )
    stars = forms.TypedChoiceField(
        label=_("Your verdict"), choices=STARS, coerce=int, empty_value=None, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    body = forms.CharField(label=_("Your words"), widget=BodyWidget)
    body_format = forms.ChoiceField(choices=PostRevision.Format.choices, widget=forms.HiddenInput)
    topic = forms.ModelChoiceField(
        label=_("Topic"), queryset=Topic.objects.none(), to_field_name="slug", required=False
    )
    more_topics = forms.ModelMultipleChoiceField(
        label=_("Also about"), queryset=Topic.objects.none(), to_field_name="slug", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    works_for_brand = forms.BooleanField(required=False)
    incentivised = forms.BooleanField(label=_("I got something for this"), required=False)
    incentive = forms.CharField(
        label=_("What did you get?"), max_length=200, required=False,
        help_text=_("A free product, a discount, money. Readers see it with your words."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), required=False)
    draft = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    opened = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    def __init__(
        self,
        *args: Any,
        kind: str,
        author: Member | None,
        brand_name: str,
        is_public: bool = False,
        **kwargs: Any,
    ) -> None:
        """`is_public`: an edit of a post that stands; what nobody checks again cannot be changed then."""
        super().__init__(*args, **kwargs)
        self.kind = kind
        fields: dict[str, Any] = self.fields
        fields["product"].queryset = Product.objects.all()
        fields["topic"].queryset = fields["more_topics"].queryset = Topic.objects.all()
        fields["product"].required = kind == Post.Kind.REVIEW
        fields["product"].empty_label = _("No product in particular")
        fields["topic"].empty_label = _("No topic")
        fields["works_for_brand"].label = _("I work for or with %(brand)s") % {"brand": brand_name}
        fields["language"].choices = [("", _("As I wrote it")), *settings.LANGUAGES]
        speaks_for_brand = author is not None and author.by_brand
        if kind != Post.Kind.REVIEW or speaks_for_brand:
            del self.fields["stars"]
        if speaks_for_brand:
            # The brand mark stands beside everything they write: there is nothing more to disclose.
            del self.fields["works_for_brand"], self.fields["incentivised"], self.fields["incentive"]
        elif is_public:
            del self.fields["incentive"]
        if self["body_format"].value() == PostRevision.Format.TEXT and self["body"].value():
            self.fields["body"].widget.as_html = text_to_html(self["body"].value())

    def clean_body(self) -> str:
        body = self.cleaned_data["body"]
        if not html.unescape(strip_tags(body)).strip():
            raise forms.ValidationError(_("Write a few words first."))
        return body

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("works_for_brand"):
            data["stars"] = None
        elif "stars" in self.fields and not data.get("stars"):
            self.add_error("stars", _("Give one to five stars. They say what you think of the product."))
        if "incentive" in self.fields and data.get("incentivised") and not data.get("incentive"):
            self.add_error("incentive", _("Say what you got; readers want to know."))
        topics = [data["topic"]] if data.get("topic") else []
        topics += [topic for topic in data.get("more_topics") or () if topic not in topics]
        if len(topics) > MAX_TOPICS:
            self.add_error("more_topics", _("Choose at most three topics in all."))
        data["topics"] = topics
        return data


class CommentForm(forms.Form):
    """A comment or a reply, in plain text."""

    body = forms.CharField(
        label=_("Your comment"), max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "data-mentions": ""}),
        help_text=_("Name somebody with @ and their handle, and they are told."),
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4

    def clean_body(self) -> str:
        body = self.cleaned_data["body"]
        if not body.strip():
            raise forms.ValidationError(_("Write a few words first."))
        return body


class UpdateForm(CommentForm):
    """How something holds up, months after its review."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body = self.fields["body"]
        body.label = _("How does it hold up?")
        body.help_text = _("What is as it was, what is worn, what you think otherwise of now. Good or bad.")


class ClosureForm(forms.Form):
    """Why a thread is closed."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody reads it above the thread."),
    )  # fmt: skip


class RatingForm(forms.Form):
    """How useful a post was, 1 to 5."""

    value = forms.TypedChoiceField(choices=[(n, n) for n in range(1, 6)], coerce=int)
