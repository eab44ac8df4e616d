"""Choosing members' posts in the page editor: for "you said, we did" any, for chosen voices customers' own.

Blocks of `content` store ids only; the field that offers the choice comes from here, through a hook.
"""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.utils.translation import gettext as _, gettext_lazy
from wagtail import hooks
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from community.models import Post
from community.models.posts import PostQuerySet
from community.wording import KINDS
from content.blocks import names_of
from content.models import Product, Topic


def name_of(post: Post) -> str:
    """Return what the editor calls a post; of one that is not public, no more than its number."""
    if not post.is_public:
        return _("Post %(number)s, which is not public any more") % {"number": post.pk}
    return f"“{post.title}” – {post.author.name}"


class PostFilters(BaseFilterForm):
    """Words, kind, product and topic. Stars are shown but never asked for: praise is not picked by them."""

    q = forms.CharField(label=gettext_lazy("Words, or who wrote them"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, words.name) for kind, words in KINDS.items()]
        for name, label, choices in (
            ("kind", _("Kind of post"), kinds),
            ("product", _("Product"), names_of(Product)),
            ("topic", _("Topic"), names_of(Topic)),
        ):
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[("", _("All")), *choices],
                required=False,
                widget=forms.Select(attrs={"data-chooser-modal-search-filter": True}),
            )

    def filter(self, objects: PostQuerySet) -> PostQuerySet:
        asked = self.cleaned_data
        for word in asked["q"].split():
            objects = objects.filter(
                Q(public_revision__title__icontains=word)
                | Q(public_revision__body_html__icontains=word)
                | Q(author__name__icontains=word)
            )
        if asked["kind"]:
            objects = objects.filter(kind=asked["kind"])
        if asked["product"]:
            objects = objects.filter(product=asked["product"])
        if asked["topic"]:
            objects = objects.filter(topic_links__topic=asked["topic"])
        self.is_searching, self.search_query = bool(asked["q"]), asked["q"]
        return objects


class ForEditors:
    """Lets in whoever may edit pages; the desk has no part in it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not PagePermissionPolicy(Page).user_has_any_permission(request.user, ["add", "change"]):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a view's


class Listing(ForEditors):
    """The posts to choose from, newest first."""

    filter_form_class = PostFilters

    def apply_object_list_ordering(self, objects: PostQuerySet) -> PostQuerySet:
        return objects.newest_first()

    @property
    def columns(self) -> list[Column]:
        title = self.title_column  # type: ignore[attr-defined]  # the view's
        title.accessor = name_of
        return [
            title,
            Column("kind", label=_("Kind of post"), accessor=lambda post: KINDS[post.kind].name),
            Column("product", label=_("Product"), accessor=lambda post: post.product or ""),
            Column("stars", label=_("Stars"), accessor=lambda post: post.public_revision.stars or ""),
            Column("language", label=_("Language"), accessor="language"),
            DateColumn("published_at", label=_("Published"), accessor="published_at"),
        ]


class ChooseView(Listing, chooser.ChooseView):
    pass


class ChooseResultsView(Listing, chooser.ChooseResultsView):
    pass


class ChosenView(ForEditors, chooser.ChosenView):
    def get_object(self, pk: str) -> Post:
        if not pk.isdecimal():
            raise Post.DoesNotExist
        return Post.objects.published().select_related("author", "public_revision").get(pk=pk)

    def get_display_title(self, instance: Post) -> str:
        return name_of(instance)

    def get_edit_item_url(self, instance: Post) -> str:
        return instance.get_absolute_url()


class PostChooser(BaseChooser):
    """The choice of one post, by its words instead of its number."""

    link_to_chosen_text = gettext_lazy("Read it")

    def get_instance(self, value: Any) -> Post | None:
        rows = Post.objects.select_related("author", "public_revision", "latest_revision")
        return rows.filter(pk=value).first() if str(value).isdecimal() else None

    def get_display_title(self, instance: Post) -> str:
        return name_of(instance)

    def get_value_data_from_instance(self, instance: Post) -> dict[str, Any]:
        address = instance.get_absolute_url() if instance.is_public else ""
        return {**super().get_value_data_from_instance(instance), "edit_url": address}


class PostChooserViewSet(ChooserViewSet):
    model = Post
    icon = "openquote"
    choose_one_text = gettext_lazy("Choose a post")
    choose_another_text = gettext_lazy("Choose another post")
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    base_widget_class = PostChooser
    register_widget = False

    def get_object_list(self) -> PostQuerySet:
        return Post.objects.published().select_related("author", "product", "public_revision")

    def get_urlpatterns(self) -> list[URLPattern]:
        # Nobody writes a member's post here, and blocks take one at a time.
        return [each for each in super().get_urlpatterns() if each.name not in ("create", "chosen_multiple")]


class VoiceChooserViewSet(PostChooserViewSet):
    """For chosen voices: what customers wrote and feeds may show."""

    def get_object_list(self) -> PostQuerySet:
        return super().get_object_list().in_feeds().by_customers()


posts_to_cite = PostChooserViewSet("posts_to_cite")
voices_to_choose = VoiceChooserViewSet("voices_to_choose")


@hooks.register("register_admin_viewset")
def post_choosers() -> list[ViewSet]:
    return [posts_to_cite, voices_to_choose]


class PostField(forms.IntegerField):
    """The id of a post that is or was public.

    One that was taken down since is let be, so that nobody's withdrawal keeps an editor from saving: the page
    leaves it out, and the editor says so.
    """

    def __init__(self, *, by_customers: bool) -> None:
        chooser = voices_to_choose if by_customers else posts_to_cite
        super().__init__(min_value=1, widget=chooser.widget_class())
        self.by_customers = by_customers

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is None:
            return
        post = Post.objects.filter(pk=value, published_at__isnull=False).first()
        if post is None:
            raise ValidationError(_("There is no such post, or it was never public."))
        if self.by_customers and post.by_brand:
            raise ValidationError(_("It speaks for the brand and cannot stand among customers’ voices."))


@hooks.register("post_field")
def post_field(*, by_customers: bool) -> PostField:
    return PostField(by_customers=by_customers)
