"""The brand: how it is called, how it looks, and the pictures it owns."""

import secrets
import zoneinfo

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image, ImageQuerySet

from content.brand_form import BrandForm, in_other_languages
from content.decoding import SmallFilter

is_hex_colour = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write the colour as # and six digits, like #7a4a2b."))


def validate_zone(value: str) -> None:
    """Refuse a name that is no IANA time zone."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("%(zone)s is no time zone. Write one like Europe/Oslo.") % {"zone": value})


class BrandImageQuerySet(ImageQuerySet):
    def without_webp(self) -> "BrandImageQuerySet":
        """Pictures the worker has not been at since they got their file."""
        return self.alias(made_of=KT("sizes__of")).filter(~Q(sizes__has_key="of") | ~Q(made_of=F("file")))

    def without_avif(self) -> "BrandImageQuerySet":
        """Pictures that have the one and not yet the other."""
        return self.alias(made_of=KT("sizes__of")).filter(Q(made_of=F("file")), ~Q(sizes__has_key="avif"))


class BrandImage(AbstractImage):
    """A picture of the brand's. What it shows, or that it is decoration, is said where it stands.

    `description` is what a new place suggests.
    """

    sizes = models.JSONField(default=dict, editable=False)
    """The files pages show, which a card prints without a query: {"of": the original's name, "webp": […],
    "avif": […]}, each a list of `content.sizes.Size`. Written by `actions.pictures` alone."""

    objects = BrandImageQuerySet.as_manager()

    admin_form_fields = Image.admin_form_fields

    def get_upload_to(self, filename: str) -> str:
        """Nobody finds a picture by guessing before the page that shows it is published."""
        return super().get_upload_to(f"{secrets.token_hex(8)}-{filename}")

    def generate_rendition_file(self, filter: Filter, *, source: File | None = None) -> File:
        return super().generate_rendition_file(SmallFilter(filter.spec), source=source)


class BrandRendition(AbstractRendition):
    """A size of a brand picture, made once."""

    image = models.ForeignKey(BrandImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="content_brandrendition_once"
            )
        ]


@register_setting(icon="cog", order=10)
class BrandSettings(BaseGenericSetting):
    """What marketers set for the whole site."""

    class TypePair(models.TextChoices):
        MAGAZINE = "magazine", _("Magazine: serif headings, plain text")
        PLAIN = "plain", _("Plain: one sans-serif for all")
        BOOKISH = "bookish", _("Bookish: serif throughout")

    name = models.CharField(_("name"), max_length=60, default="Alongside")
    tagline = models.CharField(_("tagline"), max_length=140, blank=True)
    logo = models.ForeignKey(
        BrandImage, verbose_name=_("logo"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    primary = models.CharField(_("main colour"), max_length=7, default="#7a3e1d", validators=[is_hex_colour])
    accent = models.CharField(_("second colour"), max_length=7, default="#1f5a54", validators=[is_hex_colour])
    type_pair = models.CharField(
        _("type"), max_length=12, choices=TypePair.choices, default=TypePair.MAGAZINE
    )
    footer = models.TextField(_("footer"), blank=True)
    words = models.JSONField(default=dict, blank=True)
    """Tagline and footer in the other languages: {"nb": {"tagline": "…", "footer": "…"}}."""
    legal_links = models.JSONField(default=dict, blank=True, editable=False)
    """Live legal pages as the foot prints them, by language, kept by `actions.legal_changed`:
    {"en": [{"purpose": "terms", "title": "Terms", "url": "/terms/", "lang": "en"}]}."""
    contact_email = models.EmailField(_("contact address"), blank=True)
    social_links = models.JSONField(_("social links"), default=list, blank=True)
    club_tag = models.CharField(
        _("club tag"),
        max_length=60,
        default="alongside",
        help_text=_("Members put this tag on posts of their own blogs that are meant for this site."),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="Europe/Oslo", validators=[validate_zone]
    )

    base_form_class = BrandForm
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("tagline"),
                *map(FieldPanel, in_other_languages("tagline")),
                FieldPanel("logo"),
            ],
            _("Name"),
        ),
        MultiFieldPanel([FieldPanel("primary"), FieldPanel("accent"), FieldPanel("type_pair")], _("Look")),
        MultiFieldPanel(
            [
                FieldPanel("footer"),
                *map(FieldPanel, in_other_languages("footer")),
                FieldPanel("contact_email"),
                FieldPanel("links"),
            ],
            _("Footer"),
        ),
        HelpPanel(template="content/staff/legal_panel.html", heading=_("Legal pages")),
        MultiFieldPanel([FieldPanel("club_tag"), FieldPanel("time_zone")], _("Community")),
    ]

    class Meta:
        verbose_name = _("Brand")

    def __str__(self) -> str:
        return self.name

    def said(self, field: str, language: str) -> str:
        """Return the tagline or the footer in this language, else in the site's first."""
        return self.words.get(language, {}).get(field) or getattr(self, field)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)
