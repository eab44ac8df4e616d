"""The building blocks of editorial pages.

A block stores choices only. What it shows of a room above (voices of customers, a summary of reviews)
is fetched by a template tag of that room, so this module knows nobody above.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from wagtail import blocks, hooks
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageBlock
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue

from content.addresses import for_reader
from content.models.catalogue import Product, Topic
from content.translating import WordsTable
from content.video import film_at

PLAIN_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]
TEXT_FEATURES = ["h2", "h3", *PLAIN_FEATURES, "blockquote"]

KINDS = [
    ("", _("Any kind")),
    ("review", _("Reviews")),
    ("tip", _("Tips")),
    ("question", _("Questions")),
    ("story", _("Stories")),
    ("idea", _("Ideas")),
]


# What a button may lead to: a page of ours, another site, a mail address. Never a script.
LEADS_SOMEWHERE = re.compile(r"^(/(?!/)|#|https?://|mailto:)\S+$|^/$")


def names_of(subject: type[Product | Topic]) -> list[tuple[str, str]]:
    """Return what a choice offers: (id, name) of every product or topic."""
    return [(str(one.pk), one.name) for one in subject._default_manager.all()]


class IdentityChoice(blocks.ChoiceBlock):
    """A product or a topic, chosen by name and stored by its id, which no renaming changes.

    A chooser of Wagtail's would cost each page a query for each choice.
    """

    def __init__(self, subject: type[Product | Topic], **kwargs: Any) -> None:
        self.subject = subject
        choices = partial(names_of, subject)
        super().__init__(choices=choices, required=False, search_index=False, **kwargs)

    def normalize_choice(self, value: Any) -> str:
        return str(value) if value else ""

    def extract_references(self, value: Any) -> Iterator[tuple[type[Product | Topic], str, str, str]]:
        """Tell Wagtail what is used here, so that it is listed as in use."""
        if value:
            yield self.subject, str(value), "", ""

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """A migration needs to know only that an id is stored, not which there are today."""
        return "wagtail.blocks.CharBlock", [], {"required": False}


class PostChoice(blocks.FieldBlock):
    """A member's post, stored by its id. The room that knows posts offers the choice and refuses others.

    Its hook `post_field(by_customers=…)` returns the form field; without that room one types a number.
    """

    def __init__(self, *, by_customers: bool = False, **kwargs: Any) -> None:
        self.by_customers = by_customers
        super().__init__(**kwargs)

    @cached_property
    def field(self) -> forms.Field:
        for offer in hooks.get_hooks("post_field"):
            return offer(by_customers=self.by_customers)
        return forms.IntegerField(min_value=1)

    def get_form_state(self, value: Any) -> Any:
        widget = self.field.widget
        return (
            widget.get_value_data(value) if isinstance(widget, BaseChooser) else super().get_form_state(value)
        )

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        """A migration needs to know only that an id is stored."""
        return "wagtail.blocks.IntegerBlock", (), {"min_value": 1}


class PictureBlock(blocks.StructBlock):
    """One picture with an optional caption; the alt text belongs to the picture in this place."""

    picture = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(required=False, max_length=200, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "content/blocks/_picture.html"


class QuoteBlock(blocks.StructBlock):
    """Words of somebody the brand quotes; never a customer's post (that is `VoicesBlock`)."""

    text = blocks.TextBlock(label=_("Words"))
    by = blocks.CharBlock(required=False, max_length=120, label=_("Who says it"))

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "content/blocks/_quote.html"


class FeatureBlock(blocks.StructBlock):
    """A claim of the brand; where a topic is named, an owner's experience stands beneath it."""

    heading = blocks.CharBlock(max_length=120, label=_("Claim"))
    text = blocks.RichTextBlock(features=PLAIN_FEATURES, label=_("Text"))
    picture = ImageBlock(required=False, label=_("Picture"))
    topic = IdentityChoice(Topic, label=_("Topic"), help_text=_("Owners are quoted on it below the claim."))

    class Meta:
        icon = "pick"
        label = _("Claim beside experience")
        template = "content/blocks/_feature.html"


class StepBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    text = blocks.RichTextBlock(features=PLAIN_FEATURES, label=_("Text"))


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(max_length=200, label=_("Question"))
    answer = blocks.RichTextBlock(features=PLAIN_FEATURES, label=_("Answer"))


class CallBlock(blocks.StructBlock):
    """A call to action; `tactic` names it in measurements."""

    text = blocks.CharBlock(max_length=60, label=_("Button"))
    address = blocks.CharBlock(max_length=300, label=_("Leads to"))
    tactic = blocks.CharBlock(required=False, max_length=60, label=_("Tactic"))

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["address"] and not LEADS_SOMEWHERE.match(cleaned["address"]):
            message = _("Begin with / for a page of this site, else with https:// or mailto:.")
            raise StructBlockValidationError({"address": ValidationError(message)})
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), "address": for_reader(value["address"])}

    # What wagtail-localize puts before a translator: the words, and where they lead if that shall differ.
    def get_translatable_segments(self, value: Any) -> list[Any]:
        return [
            StringSegmentValue("text", value["text"]),
            OverridableSegmentValue("address", value["address"]),
        ]

    def restore_translated_segments(self, value: Any, segments: list[Any]) -> Any:
        for segment in segments:
            is_way = isinstance(segment, OverridableSegmentValue)
            value[segment.path] = segment.data if is_way else segment.render_text()
        return value

    class Meta:
        icon = "link"
        label = _("Call to action")
        template = "content/blocks/_call.html"


class ComparisonBlock(blocks.StructBlock):
    """Things side by side: each column is text, a number, or yes and no."""

    heading = blocks.CharBlock(required=False, max_length=120, label=_("Heading"))
    table = WordsTable(
        [
            ("text", blocks.CharBlock(required=False, max_length=200, label=_("Text"))),
            ("number", blocks.DecimalBlock(required=False, label=pgettext_lazy("a column of", "Number"))),
            ("has", blocks.BooleanBlock(required=False, label=_("Yes or no"))),
        ],
        label=_("Table"),
        help_text=_("The first column says what is compared."),
    )

    class Meta:
        icon = "table"
        label = _("Comparison table")
        template = "content/blocks/_comparison.html"


class VideoBlock(blocks.StructBlock):
    """A film on a site we know, which no reader's browser asks before they press play."""

    address = blocks.URLBlock(label=_("Address"), help_text=_("Of the film's page at YouTube or Vimeo."))
    caption = blocks.CharBlock(max_length=200, label=_("What is to be seen"))

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["address"] and film_at(cleaned["address"]) is None:
            message = _("No film we can play: give the address of a film’s own page at YouTube or Vimeo.")
            raise StructBlockValidationError({"address": ValidationError(message)})
        return cleaned

    class Meta:
        icon = "media"
        label = _("Video")
        template = "content/blocks/_video.html"


def cited_posts() -> blocks.ListBlock:
    """Return the part of a block that names members' posts by the numbers in their addresses."""
    return blocks.ListBlock(
        PostChoice(label=_("Post")),
        required=False,
        default=[],
        label=_("Posts that led to it"),
        help_text=_(
            "Their authors are named here, and told once when the page is published. A post that is taken "
            "down is left out."
        ),
    )


class ChangeBlock(blocks.StructBlock):
    """You said, we did: what customers asked for, what the brand changed, and who is to be thanked."""

    said = blocks.TextBlock(max_length=600, label=_("You said"))
    did = blocks.RichTextBlock(features=PLAIN_FEATURES, label=_("We did"))
    posts = cited_posts()

    class Meta:
        icon = "tick"
        label = _("You said, we did")
        template = "content/blocks/_change.html"


class VoicesBlock(blocks.StructBlock):
    """Customers' posts, live: the choice is stored, the words are read when the page is shown."""

    heading = blocks.CharBlock(required=False, max_length=120, label=_("Heading"))
    product = IdentityChoice(Product, label=_("Product"))
    topic = IdentityChoice(Topic, label=_("Topic"))
    kind = blocks.ChoiceBlock(choices=KINDS, required=False, label=_("Kind of post"))
    count = blocks.IntegerBlock(min_value=1, max_value=12, default=3, label=_("How many"))
    posts = blocks.ListBlock(
        PostChoice(by_customers=True, label=_("Post")),
        required=False,
        default=[],
        label=_("Chosen posts"),
        help_text=_(
            "The page then says that you chose them. Name one or two more than are shown: they step in, in "
            "this order, when one is taken down. If too few are left, others that fit fill the places, apart "
            "from yours. Without any, the newest that fit are shown, those others found useful first, "
            "whatever their stars."
        ),
    )

    class Meta:
        icon = "group"
        label = _("Customer voices")
        template = "content/blocks/_voices.html"


class Body(blocks.StreamBlock):
    """What a page may be made of."""

    text = blocks.RichTextBlock(features=TEXT_FEATURES, label=_("Text"), template="content/blocks/_text.html")
    picture = PictureBlock()
    gallery = blocks.ListBlock(
        ImageBlock(), label=_("Gallery"), icon="image", template="content/blocks/_gallery.html"
    )
    quote = QuoteBlock()
    feature = FeatureBlock()
    steps = blocks.ListBlock(
        StepBlock(), label=_("Steps"), icon="list-ol", template="content/blocks/_steps.html"
    )
    questions = blocks.ListBlock(
        QuestionBlock(),
        label=_("Questions and answers"),
        icon="help",
        template="content/blocks/_questions.html",
    )
    comparison = ComparisonBlock()
    video = VideoBlock()
    call = CallBlock()
    voices = VoicesBlock()
    change = ChangeBlock()

    class Meta:
        required = False


class FactBlock(blocks.StructBlock):
    """A fact about a product; where customers brought a change about, it cites them."""

    label = blocks.CharBlock(max_length=60, label=_("What"))
    value = blocks.CharBlock(max_length=160, label=_("Value"))
    posts = cited_posts()
