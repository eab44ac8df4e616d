"""Products and topics in the staff pages: what is listed, found, and may be deleted."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import DeleteView, SnippetViewSet, SnippetViewSetGroup

from content.cards import Picture, pictures_of
from content.forms import NAMES, SUMMARIES, IdentityForm, ProductForm
from content.models import Product, Topic
from content.uses import uses_of


class CataloguePolicy(ModelPermissionPolicy):
    """Whoever may change products and topics may delete those nothing uses."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return super().user_has_permission(user, "change" if action == "delete" else action)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if action == "delete" and uses_of(instance):
            return False
        return self.user_has_permission(user, action)


class IdentityDeleteView(DeleteView):
    """Says what uses a product or a topic, or asks whether it may go."""

    # Django's DELETE would not ask what the form asks.
    http_method_names = ["get", "head", "post", "options"]

    @cached_property
    def uses(self) -> list[str]:
        return uses_of(self.object)

    def form_valid(self, form: Any) -> HttpResponse:
        if self.uses:
            raise PermissionDenied
        return super().form_valid(form)


class PictureColumn(Column):
    """A small picture; the column's heading stands for it in words."""

    cell_template_name = "content/staff/_picture_cell.html"

    def get_value(self, instance: Product | Topic) -> Picture | None:
        return pictures_of([instance.picture]).get(instance.picture_id or 0)


def name_columns() -> list[Column]:
    """Return a column for the name in each language but the first, in which a title stands already."""

    def named(code: str) -> Column:
        return Column(f"name_{code}", label=names[code], accessor=lambda row: row.names.get(code, ""))

    names = dict(settings.LANGUAGES)
    return [named(code) for code in names if code != settings.LANGUAGE_CODE]


def panels(*more: Panel) -> list[Panel]:
    """Return what an editor of a product or a topic fills in, and what only the one has."""
    return [
        MultiFieldPanel(
            [FieldRowPanel([*map(FieldPanel, NAMES)]), *map(FieldPanel, SUMMARIES)],
            heading=_("In every language"),
        ),
        FieldPanel(
            "slug",
            help_text=_("It stands in addresses. If you change it, the old addresses lead to the new ones."),
        ),
        FieldPanel("picture"),
        *more,
        FieldPanel("position", help_text=_("Where it stands in lists: small numbers first.")),
    ]


class IdentityViewSet(SnippetViewSet):
    """What products and topics have in common."""

    list_display: list[Any] = [
        "__str__",
        PictureColumn("picture", label=_("Picture")),
        *name_columns(),
        Column("slug", label=_("Slug"), sort_key="slug"),
        NumberColumn("page_count", label=_("Pages"), sort_key="page_count"),
    ]
    search_fields = ["slug", *(f"names__{code}" for code, _name in settings.LANGUAGES)]
    search_backend_name = None
    # The marketers' own order.
    ordering = ["position", "slug"]
    delete_view_class = IdentityDeleteView
    delete_template_name = "content/staff/delete_identity.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = self.model.objects.select_related("picture")
        return rows.annotate(page_count=Count("pages", distinct=True))


class ProductViewSet(IdentityViewSet):
    model = Product
    icon = "tag"
    menu_label = _("Products")
    list_display = [
        *IdentityViewSet.list_display,
        Column("tags", label=_("Tags blogs use"), accessor=lambda row: ", ".join(map(str, row.tags.all()))),
        DateColumn("retired_at", label=_("No longer sold since"), sort_key="retired_at"),
    ]
    search_fields = [*IdentityViewSet.search_fields, "tags__tag"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        return super().get_queryset(request).prefetch_related("tags")

    def get_edit_handler(self) -> ObjectList:
        own = panels(FieldPanel("tag_line"), FieldPanel("retired_at"))
        return ObjectList(own, base_form_class=ProductForm).bind_to_model(self.model)


class TopicViewSet(IdentityViewSet):
    model = Topic
    icon = "folder-open-inverse"
    menu_label = _("Topics")

    def get_edit_handler(self) -> ObjectList:
        return ObjectList(panels(), base_form_class=IdentityForm).bind_to_model(self.model)


class CatalogueGroup(SnippetViewSetGroup):
    """Products and topics, together in the menu."""

    items = (ProductViewSet, TopicViewSet)
    menu_label = _("Catalogue")
    menu_icon = "tag"
    menu_order = 250
