"""Staff forms of editorial: names per language, tags in one line, colours that can be read."""

from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from content.actions import identity_changed
from content.models import Product, ProductTag, Topic
from content.tags import normalize_tag


class IdentityForm(WagtailAdminModelForm):
    """A name and a summary in every language of the site; the first language's name is required."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # It stands in addresses, in the names of feeds and in the blocks of pages.
            self.fields["slug"].disabled = True
        for code, language in settings.LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(
                label=_("Name (%(language)s)") % {"language": language},
                max_length=80,
                required=code == settings.LANGUAGE_CODE,
                initial=self.instance.names.get(code, ""),
            )
            self.fields[f"summary_{code}"] = forms.CharField(
                label=_("Summary (%(language)s)") % {"language": language},
                max_length=300,
                required=False,
                initial=self.instance.summaries.get(code, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        data, codes = self.cleaned_data, [code for code, _name in settings.LANGUAGES]
        self.instance.names = {code: data[f"name_{code}"] for code in codes if data[f"name_{code}"]}
        self.instance.summaries = {code: data[f"summary_{code}"] for code in codes if data[f"summary_{code}"]}
        saved = super().save(commit)
        identity_changed(saved)
        return saved


class ProductForm(IdentityForm):
    """A product, with the tags bloggers use for it."""

    tag_line = forms.CharField(
        label=_("Tags blogs use"),
        required=False,
        help_text=_("Separated by commas; a tag leads to one product only."),
    )

    class Meta(WagtailAdminModelForm.Meta):
        model = Product
        fields = ["slug", "picture", "position", "retired_at"]

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


class TopicForm(IdentityForm):
    """A topic."""

    class Meta(WagtailAdminModelForm.Meta):
        model = Topic
        fields = ["slug", "picture", "position"]
