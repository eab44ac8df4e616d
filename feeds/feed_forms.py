"""Staff forms of feeds: how one is planned, and what a marketer's own is about."""

from dataclasses import fields, replace
from typing import Any, Final

from django import forms
from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _, override

from community.models import Post
from content.models import Product, Topic
from content.models.catalogue import slug_is_plain
from feeds.forms import LAST_SLOT
from feeds.models import Feed
from feeds.planning import CannotBeMet, PlanConfig
from feeds.presets import LABELS, OWN, PRESETS, config_of, differences, preset_of, reason_of
from feeds.rules import PAGES, Rule

NAMES: Final = [f"name_{code}" for code, _name in settings.LANGUAGES]
RULE: Final = ["products", "topics", "kinds", "languages"]
KINDS: Final = [*Post.Kind.choices, (PAGES, _("pages of ours"))]
RESERVED: Final = {"home", "new"}
RESERVED_STARTS: Final = ("product-", "topic-")


class PlanForm(forms.Form):
    """How a feed is planned: a preset, or for an admin the single values."""

    preset = forms.ChoiceField(label=_("How it is planned"), widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Preview it in"),
        required=False,
    )

    def __init__(self, *args: Any, feed: Feed | None = None, is_admin: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.feed, self.is_admin = feed, is_admin
        self.stored: dict[str, Any] = feed.config if feed else {}
        self.usual = feed.usual_config if feed else PlanConfig()
        self._offer_languages()
        own: Any = self.fields["preset"]
        own.choices = [(preset.code, preset.label) for preset in PRESETS]
        own.initial = preset_of(self.stored)
        if is_admin or own.initial == OWN:
            own.choices += [(OWN, _("Single values, set by an admin"))]
        if is_admin:
            self._add_values()

    def _offer_languages(self) -> None:
        """Offer those the feed is there in: one of a product begins where something of it is published."""
        self.in_languages = [code for code, _name in settings.LANGUAGES]
        if self.feed:
            rows = Feed.objects.filter(slug=self.feed.slug).values_list("language", flat=True)
            self.in_languages = [code for code in self.in_languages if code in set(rows)]
        field: Any = self.fields["language"]
        field.choices = [(code, name) for code, name in settings.LANGUAGES if code in self.in_languages]
        field.initial = self.feed.language if self.feed else self.in_languages[0]

    def _add_values(self) -> None:
        now = self.feed.plan_config if self.feed else self.usual
        for field in fields(PlanConfig):
            self.fields[field.name] = forms.IntegerField(
                label=LABELS[field.name],
                initial=getattr(now, field.name),
                # With no places there is no edition, and nothing to plan.
                min_value=1 if field.name == "size" else 0,
                max_value=LAST_SLOT,
                required=False,
                help_text=format_lazy(_("Usually {number}."), number=getattr(self.usual, field.name)),
            )

    @property
    def values(self) -> list[forms.BoundField]:
        """The fields an admin alone has."""
        return [self[field.name] for field in fields(PlanConfig)] if self.is_admin else []

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            data["config"] = self._config(data)
        return data

    def _config(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return what `Feed.config` is to hold; what cannot be met is refused where it stands."""
        if data["preset"] != OWN:
            return config_of(data["preset"])
        if not self.is_admin:
            return self.stored
        values = {field.name: data[field.name] for field in fields(PlanConfig)}
        given = {name: value for name, value in values.items() if value is not None}
        usual = self._usual(data)
        try:
            replace(usual, **given)
        except CannotBeMet as refusal:
            self.add_error(refusal.name, reason_of(refusal))
        return differences(given, usual)

    def _usual(self, data: dict[str, Any]) -> PlanConfig:
        """Return what holds where no value is given."""
        return self.usual


class OwnFeedForm(PlanForm):
    """A marketer's own feed: what it is called, where it is, and what belongs into it."""

    slug = forms.CharField(
        label=_("Address"),
        max_length=60,
        validators=[slug_is_plain],
        help_text=_("Small letters, digits and hyphens. The page is /feeds/<address>/."),
    )
    products = forms.TypedMultipleChoiceField(
        label=_("Products"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    topics = forms.TypedMultipleChoiceField(
        label=_("Topics"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds"), choices=KINDS, required=False, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Written in"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every: dict[str, Any] = self.fields
        every["products"].choices = [(one.pk, one.name) for one in Product.objects.all()]
        every["topics"].choices = [(one.pk, one.name) for one in Topic.objects.all()]
        titles = self.feed.titles if self.feed else {}
        for code, language in settings.LANGUAGES:
            every[f"name_{code}"] = forms.CharField(
                label=format_lazy(_("Name ({language})"), language=language),
                max_length=80,
                required=code == settings.LANGUAGE_CODE,
                initial=titles.get(code, ""),
            )
        if self.feed:
            every["slug"].initial = self.feed.slug
            for name, chosen in self.feed.rule.items():
                every[name].initial = chosen

    @property
    def words(self) -> list[forms.BoundField]:
        return [self[name] for name in [*NAMES, "slug"]]

    @property
    def rule_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in RULE]

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug in RESERVED or slug.startswith(RESERVED_STARTS) or not _is_own_address(slug):
            raise forms.ValidationError(
                _("“%(slug)s” is an address of this site's own. Choose another."), params={"slug": slug}
            )
        before = self.feed.slug if self.feed else ""
        if slug != before and Feed.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another feed has the address “%(slug)s”."), params={"slug": slug})
        return slug

    def _usual(self, data: dict[str, Any]) -> PlanConfig:
        """By the rule that is typed, not the one it had: values are stored against what that makes usual."""
        return Feed(kind=Feed.Kind.CUSTOM, rule=_rule_in(data).as_json()).usual_config

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["titles"] = {
            code: data[f"name_{code}"] for code, _name in settings.LANGUAGES if data.get(f"name_{code}")
        }
        data["rule"] = _rule_in(data)
        if not self.errors and not data["rule"]:
            self.add_error(None, _("Say what belongs in the feed: the front page already holds everything."))
        return data


def _rule_in(data: dict[str, Any]) -> Rule:
    return Rule(**{name: frozenset(data.get(name, ())) for name in RULE})


def _is_own_address(slug: str) -> bool:
    """Whether the address of such a feed leads to it, and to no other page of ours."""
    with override(settings.LANGUAGE_CODE):
        address = reverse("feeds:own", args=[slug])
        try:
            return resolve(address).view_name == "feeds:own"
        except Resolver404:
            return False
