"""What the brand makes and what people talk about: the same in every language."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import get_language, gettext_lazy as _

from content.tags import normalize_tag

slug_is_plain = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Use small letters, digits and single hyphens.")
)


def in_language(texts: dict[str, str], language: str | None = None) -> str:
    """Return the text in `language` (default: the active one), else English, else any, else ""."""
    language = (language or get_language() or "en").split("-")[0]
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


class NamedIdentity(models.Model):
    """A slug that never depends on language, and names that do."""

    slug = models.CharField(_("slug"), max_length=60, unique=True, validators=[slug_is_plain])
    names = models.JSONField(
        _("names"), default=dict, help_text=_('By language: {"en": "Hand grinder", "nb": "Håndkvern"}.')
    )
    summaries = models.JSONField(_("summaries"), default=dict, blank=True)
    picture = models.ForeignKey(
        "content.BrandImage",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.names) or self.slug

    @property
    def summary(self) -> str:
        return in_language(self.summaries)


class Product(NamedIdentity):  # type: ignore[django-manager-missing]  # Wagtail's for `pages`
    """Something the brand makes. Its pages, one per language, take their slug from here."""

    retired_at = models.DateTimeField(_("no longer sold since"), null=True, blank=True)

    class Meta(NamedIdentity.Meta):
        verbose_name = _("product")
        verbose_name_plural = _("products")


class Topic(NamedIdentity):  # type: ignore[django-manager-missing]  # Wagtail's for `pages`
    """A subject that cuts across products; every topic has a page with its own feed."""

    class Meta(NamedIdentity.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


class ProductTag(models.Model):
    """A tag that bloggers use for a product, stored as `normalize_tag` writes it; one product a tag."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="tags")
    tag = models.CharField(_("tag"), max_length=60, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tag=Lower("tag")) & ~models.Q(tag=""), name="content_producttag_normalised"
            )
        ]

    def __str__(self) -> str:
        return self.tag

    def clean(self) -> None:
        self.tag = normalize_tag(self.tag)
