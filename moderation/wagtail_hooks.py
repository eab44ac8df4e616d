"""What the desk adds to the staff pages."""

from typing import cast

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from community.models import Member
from community.personal_data import Holding
from moderation import queues
from moderation.access import at_desk
from moderation.holdings import HOLDINGS
from moderation.mail import message_of_answer
from moderation.models import Case
from moderation.models.answers import Answer
from moderation.removals import taken_down
from moderation.views import alarms, bulk, desk, levels, lists, log, members, reasons, signals


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    return [
        path("desk/", desk.desk, name="moderation_desk"),
        path("desk/log/", log.log, name="moderation_log"),
        path("desk/log/decisions.csv", log.export, {"form": "csv"}, name="moderation_log_csv"),
        path("desk/log/decisions.json", log.export, {"form": "json"}, name="moderation_log_json"),
        path("desk/signals/", signals.signals, name="moderation_signals"),
        path("desk/next/", desk.next_case, name="moderation_next"),
        path("desk/bulk/", bulk.bulk, name="moderation_bulk"),
        path("desk/bulk/outcome/", bulk.outcome, name="moderation_bulk_outcome"),
        path("desk/bulk/undo/", bulk.undo_bulk, name="moderation_bulk_undo"),
        path("desk/<int:pk>/", desk.case, name="moderation_case"),
        path("desk/<int:pk>/claim/", desk.claim, name="moderation_claim"),
        path("desk/<int:pk>/release/", desk.release, name="moderation_release"),
        path("desk/decisions/<int:pk>/undo/", desk.undo, name="moderation_undo"),
        path("desk/members/<int:pk>/", members.member, name="moderation_member"),
        path("desk/members/<int:pk>/ban/", members.ban, name="moderation_ban"),
        path("desk/members/<int:pk>/lift/", members.lift, name="moderation_lift"),
        path("desk/measures/<int:pk>/undo/", members.undo, name="moderation_undo_measure"),
        path("desk/<int:pk>/alarm/", alarms.alarm, name="moderation_alarm"),
        path("desk/emergency/<slug:language>/", alarms.emergency, name="moderation_emergency"),
        path("desk/reasons/", reasons.reasons, name="moderation_reasons"),
        path("desk/reasons/new/", reasons.new, name="moderation_reason_new"),
        path("desk/reasons/<int:pk>/", reasons.edit, name="moderation_reason"),
        path("desk/reasons/<int:pk>/removal/", reasons.remove, name="moderation_reason_removal"),
        path("desk/members/<int:pk>/sweep/", bulk.sweep, name="moderation_sweep"),
        path("desk/members/<int:pk>/level/", levels.level, name="moderation_level"),
        path("desk/lists/", lists.lists, name="moderation_lists"),
        path("desk/lists/new/", lists.new_entry, name="moderation_list_new"),
        path("desk/lists/<int:pk>/", lists.entry, name="moderation_list_entry"),
        path("desk/lists/<int:pk>/retire/", lists.retire, name="moderation_list_retire"),
    ]


class DeskItem(MenuItem):
    """The desk in the menu, with how much waits."""

    def is_shown(self, request: HttpRequest) -> bool:
        return at_desk(request)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        number = queues.number_waiting(Case.objects.for_desk(cast(Member, request.user)))
        component = super().render_component(request)
        component.label = f"{self.label} ({number})" if number else self.label
        return component


@hooks.register("register_admin_menu_item")
def desk_item() -> MenuItem:
    return DeskItem(_("Desk"), reverse("moderation_desk"), name="desk", icon_name="tick-inverse", order=140)


hooks.register("taken_down", taken_down)
hooks.register("mails", lambda: {Answer: message_of_answer})


@hooks.register("personal_data")
def personal_data() -> list[Holding]:
    return HOLDINGS
