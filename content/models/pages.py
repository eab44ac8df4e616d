"""The pages marketers build, on Wagtail's own machinery."""

from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page, PageManager, PagePermissionTester
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import BaseTranslatableField, SynchronizedField

from content.addresses import taken_segments
from content.blocks import Body, FactBlock
from content.models.catalogue import Product, Topic
from content.models.permissions import EditorialPermissions, LastingPage
from content.page_form import EditorialForm

HOME = "content.HomePage"
STANDS_IN = "stands_in"
"""What a page is told when it is served at an address of a language it is not written in."""


def fixed(*names: str) -> list[SynchronizedField]:
    """Return fields that a translation cannot have otherwise than its original."""
    return [SynchronizedField(name, overridable=False) for name in names]


class EditorialQuerySet(PageQuerySet):
    def only(self, *fields: str) -> "EditorialQuerySet":
        """Read a page in part, and so nothing beside it (the page tree does this before it deletes)."""
        return super(EditorialQuerySet, self.select_related(None)).only(*fields)

    def select_for_update(self, *args: Any, **options: Any) -> "EditorialQuerySet":
        """Lock a page alone (the page tree does this before it adds): PostgreSQL locks no nullable side."""
        return super(EditorialQuerySet, self.select_related(None)).select_for_update(*args, **options)


class EditorialManager(PageManager.from_queryset(EditorialQuerySet)):  # type: ignore[misc]  # a class made here
    """Reads a page together with what its template prints of other tables: Wagtail's own query brings it."""

    def get_queryset(self) -> PageQuerySet:
        return super().get_queryset().select_related(*self.model.printed)


# A page that lasts, or takes its slug from its product or topic, has no slug to be written here; the script
# of Wagtail's own field for titles would look for it.
TITLE = FieldPanel("title", classname="title")
SEARCH_PANELS = [
    MultiFieldPanel([FieldPanel("seo_title"), FieldPanel("search_description")], _("For search engines"))
]
FEED_PANELS = [FieldPanel("feed_boost")]


class EditorialPage(Page):
    """What every editorial page has. Abstract.

    `feed_kind` is its label in feeds, "" keeps it out; `printed` are the relations its template prints; a
    page that `lasts` can be edited but not taken away; `identity` is the field of the product or topic whose
    slug it takes and of which there is one page in each language.
    """

    summary = models.CharField(
        _("summary"), max_length=300, blank=True, help_text=_("Shown on cards and to search engines.")
    )
    picture = models.ForeignKey(
        "content.BrandImage",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    picture_alt = models.CharField(
        _("what the picture shows"),
        max_length=200,
        blank=True,
        help_text=_("Read aloud to those who do not see it."),
    )
    picture_is_decoration = models.BooleanField(
        _("the picture is decoration"), default=False, help_text=_("Then it is not read aloud.")
    )
    body = StreamField(Body(), blank=True, verbose_name=_("body"))
    feed_boost = models.PositiveSmallIntegerField(
        _("weight in feeds"),
        default=0,
        choices=[(0, _("normal")), (1, _("twice")), (2, _("four times")), (3, _("eight times"))],
        help_text=_("Each step keeps the page at the front a while longer."),
    )

    objects = EditorialManager()

    # Words are translated; all else is as on the original. What is not fixed a translator may change.
    override_translatable_fields = [SynchronizedField("slug")]

    base_form_class = EditorialForm
    feed_kind = ""
    identity = ""
    printed: tuple[str, ...] = ("picture",)
    lasts = False
    # Set by the form while a draft is saved, which may lack what readers need.
    is_unfinished = False
    card_panels = [
        MultiFieldPanel(
            [
                FieldPanel("summary"),
                FieldPanel("picture"),
                FieldPanel("picture_alt"),
                FieldPanel("picture_is_decoration"),
            ],
            heading=_("Card and top"),
        )
    ]
    content_panels = [*Page.content_panels, *card_panels, FieldPanel("body")]
    promote_panels = [*Page.promote_panels, *FEED_PANELS]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.picture_id and not (self.picture_alt or self.picture_is_decoration or self.is_unfinished):
            raise ValidationError({"picture_alt": _("Say what the picture shows, or that it is decoration.")})
        if self.parent_page_types == [HOME] and not self.lasts and self.slug in taken_segments():
            raise ValidationError({"slug": _("This address belongs to the site itself. Choose another.")})

    # Published pages are cleaned fully, drafts minimally; both before Wagtail looks whether the slug is free.
    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._follow_identity()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        self._follow_identity()
        super().minimal_clean()

    def _follow_identity(self) -> None:
        """Take the slug of the page's product or topic; refuse a second page of it in the same language."""
        if not self.identity or not (subject := getattr(self, f"{self.identity}_id")):
            return
        self.slug = getattr(self, self.identity).slug
        if self.pk:
            # Of a revision from before its product or topic was renamed, Wagtail derives the old address.
            self.set_url_path(self.get_parent())
        locale = self.locale if self.locale_id else self.get_default_locale()
        others = type(self).objects.filter(**{self.identity: subject, "locale": locale}).exclude(pk=self.pk)
        if others.exists():
            raise ValidationError({self.identity: _("It already has a page in this language.")})

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return LastingPage(user, self) if self.lasts else EditorialPermissions(user, self)

    def serve(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer a request; where this page would stand in for a translation that is there, lead to that."""
        from content.serving import translation_url

        if kwargs.get(STANDS_IN) and (address := translation_url(self)):
            # Not for ever: a translation can be taken down again.
            return HttpResponseRedirect(address)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.serving import page_context

        own = page_context(self, request, stands_in=kwargs.get(STANDS_IN, False))
        return {**super().get_context(request, *args, **kwargs), **own}


class HomePage(EditorialPage):
    """The front of the site in one language: a lead, the home feed, chosen blocks."""

    template = "content/home.html"
    content_panels = [TITLE, *EditorialPage.card_panels, FieldPanel("body")]
    promote_panels = SEARCH_PANELS
    parent_page_types = ["wagtailcore.Page"]
    is_creatable = False
    lasts = True

    class Meta:
        verbose_name = _("home page")

    def route(self, request: Any, path_components: list[str]) -> RouteResult:
        """Find the page at an address; where this language has none, another language's stands in for it."""
        with suppress(Http404):
            return super().route(request, path_components)
        for other in self.get_translations().live().order_by("path"):
            with suppress(Http404):
                found = super(HomePage, other).route(request, path_components)
                return RouteResult(found.page, found.args, {**found.kwargs, STANDS_IN: True})
        raise Http404


class IndexPage(EditorialPage):
    """A page that lists those below it. Abstract; there is one of each kind in each language."""

    parent_page_types = [HOME]
    lasts = True
    content_panels = [TITLE, *EditorialPage.card_panels, FieldPanel("body")]
    promote_panels = SEARCH_PANELS

    class Meta:
        abstract = True

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.serving import cards_below

        return {**super().get_context(request, *args, **kwargs), "cards": cards_below(self, request)}


class ProductIndexPage(IndexPage):
    """All products, at /products/."""

    template = "content/product_index.html"
    is_creatable = False
    subpage_types = ["content.ProductPage"]
    newest_first = False

    class Meta:
        verbose_name = _("product index")


class ProductPage(EditorialPage):
    """One product in one language; its slug is the product's own."""

    product = models.ForeignKey(
        Product, verbose_name=_("product"), on_delete=models.PROTECT, related_name="pages"
    )
    price = models.CharField(_("price"), max_length=60, blank=True)
    facts = StreamField([("fact", FactBlock())], blank=True, verbose_name=_("facts"))
    gallery = StreamField([("picture", ImageBlock())], blank=True, verbose_name=_("gallery"))

    override_translatable_fields = [*fixed("slug", "product"), SynchronizedField("price")]
    feed_kind = "product"
    identity = "product"
    printed = ("picture", "product")
    template = "content/product.html"
    promote_panels = [*SEARCH_PANELS, *FEED_PANELS]
    parent_page_types = ["content.ProductIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        TITLE,
        FieldPanel("product"),
        *EditorialPage.card_panels,
        FieldPanel("price"),
        FieldPanel("facts"),
        FieldPanel("gallery"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("product page")


class TopicIndexPage(IndexPage):
    """All topics, at /topics/: those with a page of the marketers' and those without."""

    template = "content/topic_index.html"
    is_creatable = False
    subpage_types = ["content.TopicPage"]
    newest_first = False

    class Meta:
        verbose_name = _("topic index")


class TopicPage(EditorialPage):
    """What the brand says on one topic in one language, above its feed; its slug is the topic's own."""

    topic = models.ForeignKey(Topic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="pages")

    override_translatable_fields = fixed("slug", "topic")
    printed = ("picture", "topic")
    template = "content/topic.html"
    promote_panels = SEARCH_PANELS
    parent_page_types = ["content.TopicIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        TITLE,
        FieldPanel("topic"),
        *EditorialPage.card_panels,
        FieldPanel("body"),
    ]
    identity = "topic"

    class Meta:
        verbose_name = _("topic page")


class StoryIndexPage(IndexPage):
    """All stories of the brand, at /stories/."""

    template = "content/story_index.html"
    is_creatable = False
    subpage_types = ["content.StoryPage"]
    newest_first = True

    class Meta:
        verbose_name = _("story index")


class StoryPage(EditorialPage):
    """An article of the brand's, perhaps about a product, perhaps on a topic."""

    byline = models.CharField(_("written by"), max_length=80, blank=True)
    product = models.ForeignKey(
        Product, verbose_name=_("product"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    override_translatable_fields = [*map(SynchronizedField, ("slug", "byline")), *fixed("product", "topic")]
    feed_kind = "story"
    printed = ("picture", "product", "topic")
    template = "content/story.html"
    parent_page_types = ["content.StoryIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        *EditorialPage.card_panels,
        FieldPanel("byline"),
        FieldPanel("product"),
        FieldPanel("topic"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("story")


class LandingPage(EditorialPage):
    """A page for a campaign or anything that is neither product nor story."""

    feed_kind = "landing"
    template = "content/landing.html"
    parent_page_types = [HOME]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("landing page")


class LegalPage(EditorialPage):
    """What a site must say, one of each purpose in each language; the foot of every page links to it."""

    class Purpose(models.TextChoices):
        TERMS = "terms", pgettext_lazy("a legal page", "Terms")
        PRIVACY = "privacy", _("Privacy notice")
        RULES = "rules", _("Community rules")
        CONTACT = "contact", _("Contact")

    purpose = models.CharField(_("purpose"), max_length=8, choices=Purpose.choices)
    was_read = models.BooleanField(
        _("a lawyer has read this"), default=False, help_text=_("It cannot be published before.")
    )

    # A translation is a text of its own, which a lawyer has to read too: it starts as a copy, and unread.
    localize_default_translation_mode = "simple"
    override_translatable_fields = [SynchronizedField("slug"), BaseTranslatableField("was_read")]
    template = "content/legal.html"
    promote_panels = Page.promote_panels
    parent_page_types = [HOME]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("purpose"), FieldPanel("was_read"), FieldPanel("body")]

    class Meta:
        verbose_name = _("legal page")

    def clean(self) -> None:
        super().clean()
        if not (self.was_read or self.is_unfinished):
            raise ValidationError(
                {"was_read": _("Have a lawyer read this page, then tick here and publish.")}
            )
        locale = self.locale if self.locale_id else self.get_default_locale()
        others = LegalPage.objects.filter(purpose=self.purpose, locale=locale).exclude(pk=self.pk)
        if others.exists():
            raise ValidationError({"purpose": _("There is such a page in this language already.")})

    def copy_for_translation(self, *args: Any, exclude_fields: Any = None, **kwargs: Any) -> "LegalPage":
        return super().copy_for_translation(
            *args, exclude_fields=[*(exclude_fields or ()), "was_read"], **kwargs
        )
