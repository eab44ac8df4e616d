"""What the community adds to the staff pages: the team, and inviting."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _, ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from community import choosers  # noqa: F401  # its hooks
from community.first_steps import inviting_steps
from community.models import Post
from community.roles import may_invite
from community.views import team, terms
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


@hooks.register("identity_uses")
def posts_about(subject: Product | Topic) -> list[str]:
    """Tell the catalogue how many posts are about it, public or not."""
    field = "product" if isinstance(subject, Product) else "topics"
    count = Post.objects.filter(**{field: subject}).count()
    return [ngettext("%(count)d post", "%(count)d posts", count) % {"count": count}] if count else []


hooks.register("first_run_steps", inviting_steps)
