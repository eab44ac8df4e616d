"""The team's page: who is on it, inviting many at once, changing a part, leaving."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.actions.inviting import LastAdmin, change_colleague, invite, take_off_team
from community.forms.team import split_addresses
from community.models import Invitation, Member, Notification
from community.models.invitations import Role
from community.team import colleagues
from tests.factories import (
    make_admin,
    make_brand_member,
    make_marketer,
    make_member,
    make_moderator,
    make_post,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TEAM, CUSTOMERS = "/cms/team/", "/cms/team/customers/"
FORM = {
    "addresses": "kari@example.com",
    "role": "both",
    "label_en": "Coffee trainer",
    "label_nb": "Kaffelærer",
    "language": "nb",
    "words": "Welcome!",
}


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def admin() -> Member:
    return make_admin("Selma")


@pytest.fixture
def desk(admin) -> Client:
    return signed_in(admin)


def said(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


class TestAddresses:
    @pytest.mark.parametrize(
        ("typed", "good", "bad"),
        [
            ("a@x.no\nb@x.no", ["a@x.no", "b@x.no"], []),
            ("a@x.no, b@x.no;c@x.no d@x.no", ["a@x.no", "b@x.no", "c@x.no", "d@x.no"], []),
            ("Kari Nordmann <Kari@X.no>,\r\n A@x.no\r\n", ["kari@x.no", "a@x.no"], []),
            ("a@x.no A@X.NO kari kari", ["a@x.no"], ["kari"]),
            (f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.no", [], None),
            ("<>", [], [""]),
            (" , ;\n", [], []),
        ],
    )
    def test_come_in_lines_lists_and_as_mail_programs_write_them(self, typed, good, bad):
        assert split_addresses(typed) == (good, [typed] if bad is None else bad)


class TestThePage:
    def test_lists_the_team_with_what_an_admin_needs_to_know(self, admin, desk):
        moderator, marketer = make_moderator("Ada"), make_marketer("Bo")
        speaker = make_brand_member("Cleo", last_login=timezone.now() - timedelta(hours=2))
        Authenticator.objects.create(user=moderator, type=Authenticator.Type.TOTP, data={})
        Authenticator.objects.create(user=marketer, type=Authenticator.Type.RECOVERY_CODES, data={})
        make_member("Dina")
        rows = colleagues()
        assert [row.member for row in rows] == [admin, moderator, marketer, speaker]
        assert [row.role for row in rows] == [Role.NONE, Role.MODERATOR, Role.MARKETER, Role.NONE]
        assert [row.has_second_factor for row in rows] == [False, True, False, False]
        page = desk.get(TEAM).text
        assert page.count("second factor on") == 1
        assert "signed in 2 hours ago" in page.replace("\xa0", " ")
        assert "Product designer, Alongside" in page
        assert "Dina" not in page

    def test_costs_the_same_however_many_there_are(self, desk):
        desk.get(TEAM)
        with CaptureQueriesContext(connection) as few:
            desk.get(TEAM)
        for _number in range(3):
            make_moderator()
            make_marketer()
        with CaptureQueriesContext(connection) as many:
            desk.get(TEAM)
        assert len(many) == len(few)

    @pytest.mark.parametrize("make", [make_moderator, make_marketer])
    def test_is_an_admins(self, make):
        answer = signed_in(make()).get(TEAM)
        assert answer.status_code == 403

    def test_stands_in_the_menu_of_who_may_use_it(self, desk):
        assert TEAM in desk.get("/cms/account/").text
        marketer = signed_in(make_marketer()).get("/cms/account/").text
        assert CUSTOMERS in marketer
        assert f'"{TEAM}"' not in marketer
        assert TEAM not in signed_in(make_moderator()).get("/cms/account/").text


class TestInviting:
    def test_a_colleague_with_role_label_language_and_words(self, admin, desk):
        answer = desk.post(TEAM, FORM)
        assert (answer.status_code, answer["Location"]) == (302, TEAM)
        assert said(answer) == ["1 invitation is on its way."]
        row = Invitation.objects.get()
        assert (row.email, row.role, row.language) == ("kari@example.com", "both", "nb")
        assert row.brand_role == {"en": "Coffee trainer", "nb": "Kaffelærer"}
        assert (row.words, row.invited_by) == ("Welcome!", admin)
        assert "kari@example.com" in desk.get(TEAM).text

    def test_several_and_what_is_no_address_is_named_and_stays(self, desk):
        answer = desk.post(TEAM, {**FORM, "addresses": "a@example.com\nkari.example.com, b@example.com"})
        assert answer.status_code == 200
        assert set(Invitation.objects.values_list("email", flat=True)) == {"a@example.com", "b@example.com"}
        assert "This is not a mail address: kari.example.com." in answer.text
        form = answer.context["form"]
        assert form["addresses"].value() == "kari.example.com"
        assert (form["role"].value(), form["label_nb"].value()) == ("both", "Kaffelærer")
        assert form["words"].value() == "Welcome!"

    def test_nothing_is_lost_where_nobody_is_invited(self, desk):
        for lacking in ("role", "label_en", "label_nb", "addresses"):
            answer = desk.post(TEAM, {**FORM, lacking: ""})
            assert answer.status_code == 200
            assert list(answer.context["form"].errors) == [lacking]
            assert answer.context["form"]["words"].value() == "Welcome!"
        many = ", ".join(f"a{number}@example.com" for number in range(51))
        answer = desk.post(TEAM, {**FORM, "addresses": many})
        assert "You can invite 50 people an hour." in answer.text
        assert answer.context["form"]["addresses"].value() == many
        assert not Invitation.objects.exists()

    def test_who_is_there_already_is_named(self, desk):
        make_moderator(email="kari@example.com")
        answer = desk.post(TEAM, FORM)
        assert said(answer) == [
            "Here already, or invited before, and so without another mail: kari@example.com"
        ]

    def test_hostile_words_are_words(self, desk):
        answer = desk.post(TEAM, {**FORM, "addresses": "<script>x</script>"})
        assert "<script>x" not in answer.text

    def test_customers_ten_at_once_by_a_marketer(self):
        client = signed_in(make_marketer())
        ten = "\n".join(f"owner{number}@example.com" for number in range(10))
        answer = client.post(CUSTOMERS, {"addresses": ten, "language": "en", "words": "", "role": "both"})
        assert said(answer) == ["10 invitations are on their way."]
        # What the form does not ask is not taken.
        assert set(Invitation.objects.values_list("role", flat=True)) == {""}
        page = client.get(CUSTOMERS).text
        assert "Promise nothing for praise or for stars." in page
        assert "owner9@example.com" in page
        assert "Send again" not in page


class TestWhatIsOpen:
    def asked(self, admin, **fields):
        return invite(["kari@example.com"], by=admin, language="en", **fields).made[0]

    def test_can_be_taken_back_and_sent_again_by_post_alone(self, admin, desk):
        row = self.asked(admin, role=Role.BOTH, brand_role={"en": "Trainer"})
        for what in ("sending", "cancellation"):
            assert desk.get(f"/cms/team/invitations/{row.pk}/{what}/").status_code == 405
        assert said(desk.post(f"/cms/team/invitations/{row.pk}/sending/")) == [
            "It was sent within the last hour. Give it some time first."
        ]
        Invitation.objects.update(created_at=timezone.now() - timedelta(hours=2))
        desk.post(f"/cms/team/invitations/{row.pk}/sending/")
        row.refresh_from_db()
        assert row.serial == 2
        assert desk.post(f"/cms/team/invitations/{row.pk}/cancellation/")["Location"] == TEAM
        row.refresh_from_db()
        assert row.cancelled_at is not None
        assert desk.post(f"/cms/team/invitations/{row.pk}/cancellation/").status_code == 404

    def test_a_marketer_ends_a_customers_but_no_colleagues(self, admin):
        client = signed_in(make_marketer())
        row = self.asked(admin, role=Role.BOTH, brand_role={"en": "Trainer"})
        assert client.post(f"/cms/team/invitations/{row.pk}/cancellation/").status_code == 403
        row.refresh_from_db()
        assert row.cancelled_at is None
        [row] = invite(["ola@example.com"], by=admin, language="en").made
        assert client.post(f"/cms/team/invitations/{row.pk}/cancellation/")["Location"] == CUSTOMERS


class TestChanging:
    def test_holds_from_now_on_and_is_told_in_the_colleagues_language(self, admin, desk):
        member = make_moderator(brand_role={"en": "Helper"}, language="en")
        before = make_post(member)
        form = {"role": "marketer", "label_en": "Editor", "label_nb": "Redaktør"}
        assert desk.post(f"/cms/team/{member.pk}/", form)["Location"] == TEAM
        member = Member.objects.get(pk=member.pk)
        assert list(member.groups.values_list("name", flat=True)) == ["Marketing"]
        assert member.brand_role == {"en": "Editor", "nb": "Redaktør"}
        before.refresh_from_db()
        assert before.brand_role == {"en": "Helper"}
        told = Notification.objects.get(member=member, kind="team")
        assert told.by_mail
        assert told.facts["sentence"] == (
            "Selma has set your part in the team of Alongside: marketer. "
            "Beside what you write from now on stands: Editor."
        )
        assert told.facts["sentence"] in signed_in(member).get("/my/notifications/").text

    def test_nothing_new_is_not_told(self, admin):
        member = make_moderator(brand_role={"en": "Helper"})
        change_colleague(member, by=admin, role=Role.MODERATOR, brand_role={"en": "Helper"})
        assert not Notification.objects.exists()

    def test_the_form_begins_with_what_is(self, desk):
        member = make_marketer(brand_role={"en": "Editor", "nb": "Redaktør"})
        form = desk.get(f"/cms/team/{member.pk}/").context["form"]
        assert (form["role"].value(), form["label_nb"].value()) == ("marketer", "Redaktør")

    def test_a_customer_has_no_part_to_change(self, desk):
        assert desk.get(f"/cms/team/{make_member().pk}/").status_code == 404

    def test_an_admin_needs_no_label_others_do(self, admin, desk):
        assert desk.post(f"/cms/team/{admin.pk}/", {"role": ""})["Location"] == TEAM
        member = make_moderator(brand_role={"en": "Helper"})
        answer = desk.post(f"/cms/team/{member.pk}/", {"role": ""})
        assert set(answer.context["form"].errors) == {"label_en", "label_nb"}
        assert member.groups.count() == 1


class TestLeaving:
    def test_is_asked_first_and_then_everything_is_shut(self, admin, desk):
        member = make_moderator(brand_role={"en": "Helper"})
        post = make_post(member)
        address = f"/cms/team/{member.pk}/removal/"
        assert "What was written for Alongside stays where it is" in desk.get(address).text
        assert member.groups.count() == 1
        assert desk.post(address)["Location"] == TEAM
        member = Member.objects.get(pk=member.pk)
        assert (member.groups.count(), member.brand_role) == (0, {})
        post.refresh_from_db()
        assert post.brand_role == {"en": "Helper"}
        assert post.by_brand
        assert signed_in(member).get("/cms/desk/").status_code in (302, 403)
        sentence = Notification.objects.get(member=member, kind="team").facts["sentence"]
        assert sentence.startswith("Selma has taken you off the team of Alongside.")

    def test_the_last_admin_stays(self, admin, desk):
        make_admin(is_active=False)
        make_admin(banned_at=timezone.now())
        with pytest.raises(LastAdmin):
            take_off_team(admin, by=admin)
        desk.post(f"/cms/team/{admin.pk}/removal/")
        admin.refresh_from_db()
        assert admin.is_superuser

    def test_an_admin_may_go_while_another_stays(self, admin, desk):
        make_admin()
        assert desk.post(f"/cms/team/{admin.pk}/removal/")["Location"] == "/cms/"
        admin.refresh_from_db()
        assert (admin.is_superuser, admin.is_staff) == (False, False)
        assert not Notification.objects.exists()

    def test_twice_is_once(self, admin):
        member = make_moderator()
        take_off_team(member, by=admin)
        take_off_team(member, by=admin)
        assert Notification.objects.count() == 1
