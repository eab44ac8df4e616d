"""What editorial adds to the staff pages."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from content.forms import ProductForm, TopicForm
from content.models import Product, Topic
from content.picture_library import delete_pictures_visibly, refresh_after_many  # noqa: F401 - hooks


class ProductViewSet(SnippetViewSet):
    model = Product
    icon = "tag"
    menu_label = _("Products")
    list_display = ["__str__", "slug"]

    def get_form_class(self, for_update: bool = False) -> type[ProductForm]:
        return ProductForm


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "folder-open-inverse"
    menu_label = _("Topics")
    list_display = ["__str__", "slug"]

    def get_form_class(self, for_update: bool = False) -> type[TopicForm]:
        return TopicForm


class CatalogueGroup(SnippetViewSetGroup):
    """Products and topics, together in the menu."""

    items = (ProductViewSet, TopicViewSet)
    menu_label = _("Catalogue")
    menu_icon = "tag"
    menu_order = 250


register_snippet(CatalogueGroup)
