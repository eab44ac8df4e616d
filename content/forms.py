"""Staff forms of editorial: names per language, tags in one line, colours that can be read."""

from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from content.actions import identity_changed, rename, take_slug
from content.models import Product, ProductTag, Topic
from content.tags import normalize_tag


class IdentityForm(WagtailAdminModelForm):
    """A name and a summary in every language of the site; the first language's name is required."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was = (self.instance.slug, self.instance.names)
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
        data, codes = self.cleaned_data, [code for code, _name in settings.LANGUAGES]
        slug, names = self.was
        is_new = self.instance.pk is None
        self.instance.names = {code: data[f"name_{code}"] for code in codes if data[f"name_{code}"]}
        self.instance.summaries = {code: data[f"summary_{code}"] for code in codes if data[f"summary_{code}"]}
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
