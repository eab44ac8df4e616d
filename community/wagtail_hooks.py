"""What the community adds to the staff pages: the team, and inviting."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _, ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from community import choosers, conversation_hooks  # noqa: F401  # their hooks
from community.first_steps import inviting_steps
from community.models import OwnerCode, Ownership, Post, Receipt
from community.roles import is_desk, may_hand_out_codes, may_invite
from community.views import owner_codes, receipts, team, terms
from content.models import Product, Topic


@hooks.register("register_admin_urls")
def team_urls() -> list[URLPattern]:
    return [
        path("team/", team.team, name="community_team"),
        path("terms/", terms.staff_terms, name="community_terms"),
        path("team/customers/", team.customers, name="community_customers"),
        path("team/<int:pk>/", team.colleague, name="community_colleague"),
        path("team/<int:pk>/removal/", team.removal, name="community_team_removal"),
        path("team/invitations/<int:pk>/sending/", team.sending, name="community_invitation_sending"),
        path("team/invitations/<int:pk>/cancellation/", team.cancellation, name="community_invitation_end"),
    ]


@hooks.register("register_admin_urls")
def owner_urls() -> list[URLPattern]:
    return [
        path("owners/", owner_codes.owners, name="community_owners"),
        path("owners/codes/", owner_codes.codes, name="community_owner_codes"),
        path("owners/codes/<int:pk>/removal/", owner_codes.codes_removal, name="community_codes_removal"),
        path("owners/orders/", owner_codes.orders, name="community_owner_orders"),
        path("owners/orders/<int:pk>/removal/", owner_codes.orders_removal, name="community_orders_removal"),
        path("owners/receipts/", receipts.receipts, name="community_receipts"),
        path("owners/receipts/<int:pk>/", receipts.receipt, name="community_receipt"),
        path("owners/receipts/<int:pk>/picture/", receipts.picture, name="community_receipt_picture"),
    ]


class OwnersItem(MenuItem):
    """Owners' codes and receipts, for whoever makes the ones or checks the others, with how many wait."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_hand_out_codes(request.user) or is_desk(request.user)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        waiting = Receipt.objects.to_check().count() if is_desk(request.user) else 0
        component = super().render_component(request)
        component.label = f"{self.label} ({waiting})" if waiting else self.label
        return component


class TeamItem(MenuItem):
    """The team, for whoever may invite to it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_invite(request.user, staff=True)


class CustomersItem(MenuItem):
    """Inviting customers, for marketers; an admin finds it beside the team."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_invite(request.user, staff=False) and not may_invite(request.user, staff=True)


@hooks.register("register_admin_menu_item")
def team_item() -> MenuItem:
    return TeamItem(_("Team"), reverse("community_team"), name="team", icon_name="group", order=160)


@hooks.register("register_admin_menu_item")
def customers_item() -> MenuItem:
    return CustomersItem(
        _("Invite customers"), reverse("community_customers"), name="customers", icon_name="mail", order=160
    )


@hooks.register("register_admin_menu_item")
def owners_item() -> MenuItem:
    return OwnersItem(_("Owners"), reverse("community_owners"), name="owners", icon_name="key", order=155)


@hooks.register("identity_uses")
def owners_of(subject: Product | Topic) -> list[str]:
    """Tell the catalogue what would be lost with a product: its owners' marks, and the codes in boxes."""
    if not isinstance(subject, Product):
        return []
    owners = Ownership.objects.filter(product=subject).count()
    codes = OwnerCode.objects.unused().filter(product=subject).count()
    told = [
        (owners, ngettext("%(count)d owner", "%(count)d owners", owners)),
        (codes, ngettext("%(count)d unused code", "%(count)d unused codes", codes)),
    ]
    return [sentence % {"count": count} for count, sentence in told if count]


@hooks.register("identity_uses")
def posts_about(subject: Product | Topic) -> list[str]:
    """Tell the catalogue how many posts are about it, public or not."""
    field = "product" if isinstance(subject, Product) else "topics"
    count = Post.objects.filter(**{field: subject}).count()
    return [ngettext("%(count)d post", "%(count)d posts", count) % {"count": count}] if count else []


hooks.register("first_run_steps", inviting_steps)
