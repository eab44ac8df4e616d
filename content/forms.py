"""Staff forms of editorial: names per language, tags in one line, colours that can be read."""

from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from content.actions import identity_changed, rename, take_slug
from content.models import Product, ProductTag
from content.tags import normalize_tag

LANGUAGES = [code for code, _name in settings.LANGUAGES]
NAMES = [f"name_{code}" for code in LANGUAGES]
SUMMARIES = [f"summary_{code}" for code in LANGUAGES]


def _words() -> dict[str, forms.Field]:
    """Return fields for the name and the summary in every language; the first language's name is required."""
    fields: dict[str, forms.Field] = {}
    for code, language in settings.LANGUAGES:
        fields[f"name_{code}"] = forms.CharField(
            label=format_lazy(_("Name ({language})"), language=language),
            max_length=80,
            required=code == settings.LANGUAGE_CODE,
        )
        fields[f"summary_{code}"] = forms.CharField(
            label=format_lazy(_("Summary ({language})"), language=language),
            max_length=300,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    return fields


# Panels name only fields that a form declares, and how many these are the settings say.
Words: Any = type(WagtailAdminModelForm)("Words", (WagtailAdminModelForm,), _words())


class IdentityForm(Words):
    """A product or a topic, in every language of the site."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was = (self.instance.slug, self.instance.names)
        for code in LANGUAGES:
            self.fields[f"name_{code}"].initial = self.instance.names.get(code, "")
            self.fields[f"summary_{code}"].initial = self.instance.summaries.get(code, "")

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        other = self._meta.model.objects.filter(slug=slug).exclude(pk=self.instance.pk).first()
        if other:
            raise forms.ValidationError(
                _("“%(slug)s” is the address of %(other)s. Choose another."),
                params={"slug": slug, "other": other},
            )
        return slug

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        data, (slug, names) = self.cleaned_data, self.was
        is_new = self.instance.pk is None
        self.instance.names = {code: data[f"name_{code}"] for code in LANGUAGES if data[f"name_{code}"]}
        self.instance.summaries = {
            code: data[f"summary_{code}"] for code in LANGUAGES if data[f"summary_{code}"]
        }
        # The slug is changed with all that hangs on it, below.
        self.instance.slug = data["slug"] if is_new else slug
        saved = super().save(commit)
        identity_changed(saved, is_renamed=not is_new and saved.names != names)
        if is_new:
            take_slug(saved)
        elif data["slug"] != slug:
            # Into the row at hand, which the staff pages go on with.
            saved.slug = rename(saved, slug=data["slug"], by=self.for_user).slug
        return saved


class ProductForm(IdentityForm):
    """A product, with the tags bloggers use for it."""

    tag_line = forms.CharField(
        label=_("Tags blogs use"),
        required=False,
        help_text=_("Separated by commas; a tag leads to one product only."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["tag_line"].initial = ", ".join(self.instance.tags.values_list("tag", flat=True))

    def clean_tag_line(self) -> list[str]:
        tags = [normalize_tag(tag) for tag in self.cleaned_data["tag_line"].split(",")]
        tags = list(dict.fromkeys(tag for tag in tags if tag))
        taken = ProductTag.objects.filter(tag__in=tags).exclude(product=self.instance.pk).first()
        if taken:
            raise forms.ValidationError(
                _("“%(tag)s” is a tag of %(product)s."), params={"tag": taken.tag, "product": taken.product}
            )
        return tags

    @transaction.atomic
    def save(self, commit: bool = True) -> Product:
        product = super().save(commit)
        tags = self.cleaned_data["tag_line"]
        product.tags.exclude(tag__in=tags).delete()
        ProductTag.objects.bulk_create(
            (ProductTag(product=product, tag=tag) for tag in tags), ignore_conflicts=True
        )
        return product
