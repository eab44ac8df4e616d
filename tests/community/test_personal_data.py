"""Everything that points at a member is in the registry, which decides copy and erasure."""

import pytest
from django.apps import apps
from django.db.models import BigIntegerField, JSONField, Model

from community.models import Member
from community.personal_data import Fate, holdings
from tests.source import ROOMS, refuse

# Tables of ours that hold numbers or JSON, and nothing of a member in them.
NOBODYS = {
    "community.LinkCard": "what another site says of itself; it goes with its last use",
    "content.BrandSettings": "the brand's words and links",
    "content.Product": "names by language",
    "content.Topic": "names by language",
    "content.Video": "files of a film's picture",
    "feeds.Feed": "titles, rule and weights; a rule names products and topics",
    "feeds.Edition": "numbers of entries, which go with their posts",
    "moderation.Arrival": "that something came for a case; the case leads to people, and can be erased",
}
BELOW = {"content", "jobs", "pagecache", "fetching"}
"""Rooms that know no members' words: what hangs there on a page is no member's."""
ADVICE = (
    "Say in `holdings.py` of the model's room what a member's copy shows of it and what erasure leaves "
    "(Holding), and see to it in `actions/erasing.py` where no cascade does."
)


def room(model: type[Model]) -> str:
    return model.__module__.split(".")[0]


def models() -> list[type[Model]]:
    return list(apps.get_models(include_auto_created=True))


def known() -> set[str]:
    return {holding.model._meta.label for holding in holdings()}


class TestTheRegistry:
    def test_names_every_relation_to_a_member(self):
        told = {(holding.model._meta.label, holding.path.split("__")[0]) for holding in holdings()}
        refuse(
            (
                f"{model._meta.label}.{field.name} points at a member"
                for model in models()
                for field in model._meta.get_fields()
                if field.is_relation and not field.auto_created and field.model is model
                if field.related_model is Member and not field.many_to_many
                if (model._meta.label, field.name) not in told
                # A case is found by whatever it is about, the member among it.
                and (model._meta.label, field.name) != ("moderation.Case", "member")
            ),
            ADVICE,
        )

    def test_names_every_model_that_hangs_on_what_a_member_made(self):
        ours = [model for model in models() if room(model) in ROOMS - BELOW]
        reached = {Member}
        while (
            more := {
                model
                for model in ours
                for field in model._meta.concrete_fields
                if field.is_relation and field.related_model in reached
            }
            - reached
        ):
            reached |= more
        refuse((f"{model._meta.label}" for model in reached if model._meta.label not in known()), ADVICE)

    def test_no_number_and_no_json_holds_a_member_unseen(self):
        refuse(
            (
                f"{model._meta.label}.{field.name} may hold members' ids or words"
                for model in models()
                if room(model) in ROOMS and model._meta.label not in known() | set(NOBODYS)
                for field in model._meta.concrete_fields
                if isinstance(field, JSONField)
                or (isinstance(field, BigIntegerField) and field.name.endswith("_id"))
            ),
            f"{ADVICE} If it holds neither, name it in NOBODYS with the reason.",
        )

    def test_says_why_something_stays_or_is_left_out(self):
        refuse(
            (
                f"{holding.model._meta.label}.{holding.path}"
                for holding in holdings()
                if (holding.fate != Fate.DELETED or not holding.exported) and not holding.why
            ),
            "Give the reason: a member reads it.",
        )

    @pytest.mark.django_db
    def test_every_holding_can_be_asked_and_every_column_is_there(self):
        for holding in holdings():
            assert list(holding.rows(0).values(*holding.columns())) == []

    def test_no_secret_and_no_file_name_is_in_a_copy(self):
        secret = {"password", "token", "key", "session_key", "message"}
        assert [
            (holding.model._meta.label, column)
            for holding in holdings()
            for column in (holding.columns() if holding.exported else [])
            if column in secret
        ] == []
