"""Forms of the room. They check shape only; what may happen is decided by the actions."""

import html
import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django_prose_editor.widgets import ProseEditorWidget
from js_asset import ImportMap
from js_asset.media import Media

from community.models import Member, Post, PostRevision
from community.models.revisions import OwnedFor
from community.parts import POINTS, STEPS, Size, split_lines
from community.words.typed_text import text_to_html
from content.models import Product, Topic

MAX_TOPICS = 3
STARS = [(1, _("Bad")), (2, _("Poor")), (3, _("Fair")), (4, _("Good")), (5, _("Great"))]
# What the sanitiser keeps. "Photo" and "CleanPaste" are ours: editor_extras.js.
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
        "Photo": True,
        "CleanPaste": True,
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

    @property
    def media(self) -> Media:
        return super().media + Media(importmap=ImportMap({"kept-drafts": "js/kept_drafts.js"}))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "js_modules": [static("js/editor_extras.js")]}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if self.as_html:
            context["widget"]["attrs"]["data-html"] = self.as_html
        return context


class LinesField(forms.Field):
    """Short plain sentences, typed one a line. lines.js makes a list of fields of the textarea; `words` is
    what it says there, with "{n}" for a sentence's number.
    """

    widget = forms.Textarea

    def __init__(self, *, size: Size, words: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.size = size
        data = {"lines": "", "longest": size.longest, "most": size.most, **words}
        self.widget.attrs |= {"rows": 4, **{f"data-{name}": value for name, value in data.items()}}

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        return split_lines(value or "")

    def validate(self, value: list[str]) -> None:
        size = self.size
        if len(value) > size.most:
            raise forms.ValidationError(
                _("There are %(count)d; at most %(most)d fit."),
                params={"count": len(value), "most": size.most},
            )
        for number, line in enumerate(value, start=1):
            if len(line) > size.longest:
                raise forms.ValidationError(
                    _("Please shorten number %(number)d: it has %(count)d characters, %(longest)d fit."),
                    params={"number": number, "count": len(line), "longest": size.longest},
                )


STEP_WORDS = {
    "item": _("Step {n}"),
    "remove": _("Take out step {n}"),
    "up": _("Move step {n} up"),
    "down": _("Move step {n} down"),
    "moved": _("It is step {n} now."),
    "add": _("Add a step"),
}
POINT_WORDS = {"item": _("Point {n}"), "remove": _("Take out point {n}"), "add": _("Add a point")}


def search_in(**attrs: Any) -> forms.Select:
    """A select that combobox.js makes searchable; without it, the plain list."""
    words = {"combobox": "", "found": _("Found: {n}"), "none": _("Nothing has that name.")}
    return forms.Select(attrs={f"data-{name}": value for name, value in words.items()} | attrs)


class PostForm(forms.Form):
    """A post of any kind, new or edited. `author` is None for a visitor who signs up as the last step."""

    title = forms.CharField(label=_("Title"), max_length=140)
    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.none(), to_field_name="slug", required=False,
        widget=search_in(),
    )  # fmt: skip
    stars = forms.TypedChoiceField(
        label=_("Your verdict"), choices=STARS, coerce=int, empty_value=None, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    owned_for = forms.ChoiceField(
        label=_("How long have you had it?"), required=False,
        choices=[("", _("Rather not say")), *OwnedFor.choices],
    )  # fmt: skip
    may_be_asked = forms.BooleanField(
        label=_("You may ask me in six months how it holds up"), required=False,
        help_text=_("One mail, whatever you wrote. What you answer stands under your review."),
    )  # fmt: skip
    body = forms.CharField(label=_("Your words"), widget=BodyWidget)
    body_format = forms.ChoiceField(choices=PostRevision.Format.choices, widget=forms.HiddenInput)
    pros = LinesField(label=_("What speaks for it"), size=POINTS, words=POINT_WORDS)
    cons = LinesField(label=_("What speaks against it"), size=POINTS, words=POINT_WORDS)
    steps = LinesField(label=_("Step by step"), size=STEPS, words=STEP_WORDS)
    topic = forms.ModelChoiceField(
        label=_("Topic"), queryset=Topic.objects.none(), to_field_name="slug", required=False,
        widget=search_in(),
    )  # fmt: skip
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
    use_elsewhere = forms.BooleanField(
        required=False,
        help_text=_("You can take it back at any time. Here the post is shown just the same either way."),
    )
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
        is_review = kind == Post.Kind.REVIEW
        fields["product"].required = is_review
        nothing = _("Choose the product") if is_review else _("No product in particular")
        fields["product"].empty_label = nothing
        fields["topic"].empty_label = _("No topic")
        fields["works_for_brand"].label = _("I work for or with %(brand)s") % {"brand": brand_name}
        fields["language"].choices = [("", _("As I wrote it")), *settings.LANGUAGES]
        fields["use_elsewhere"].label = _(
            "%(brand)s may also show this post in its newsletters, embeds and advertising"
        ) % {"brand": brand_name}
        speaks_for_brand = author is not None and author.by_brand
        if not is_review or speaks_for_brand:
            # How a product holds up is for those to say who do not live by it.
            self._leave_out("stars", "owned_for", "may_be_asked", "pros", "cons")
        if kind != Post.Kind.TIP:
            self._leave_out("steps")
        if speaks_for_brand:
            # The brand mark stands beside everything they write: there is nothing more to disclose.
            self._leave_out("works_for_brand", "incentivised", "incentive")
        elif is_public:
            self._leave_out("incentive")
        if self["body_format"].value() == PostRevision.Format.TEXT and self["body"].value():
            self.fields["body"].widget.as_html = text_to_html(self["body"].value())

    def _leave_out(self, *names: str) -> None:
        for name in names:
            del self.fields[name]

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
        if data.get("incentive"):
            data["incentivised"] = True  # who says what it was has said that there was something
        elif "incentive" in self.fields and data.get("incentivised"):
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
