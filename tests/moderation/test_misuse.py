"""The desk in hasty, curious and hostile hands: second clicks, numbers of others, too much of everything."""

from datetime import timedelta

import pytest
from django.test import Client

from community import actions as community
from community.actions.contributing import Words
from community.models import Member, Post
from moderation import actions
from moderation.actions.alarms import pass_on_threat
from moderation.actions.measures import Why, warn
from moderation.models import Case, Decision, Report
from tests.factories import make_admin, make_member, make_moderator, make_post, make_waiting_post

pytestmark = pytest.mark.django_db

DECLINED = {"action": "decline", "ground": "spam", "facts": "It only sells machines."}


@pytest.fixture
def moderator() -> Member:
    return make_moderator("Mona Desk")


@pytest.fixture
def desk(client: Client, moderator: Member) -> Client:
    client.force_login(moderator)
    return client


def case_of(post: Post) -> Case:
    return Case.objects.undecided().get(post=post)


def by_people() -> list[str]:
    return list(Decision.objects.filter(automated=False).values_list("action", flat=True))


class TestASecondClick:
    def test_on_a_decision_leads_to_the_next_case_as_the_first_one_did(self, desk):
        case, following = case_of(make_waiting_post()), case_of(make_waiting_post())
        sent = {"version": str(case.version), **DECLINED}
        first, second = (desk.post(f"/cms/desk/{case.pk}/", sent) for _ in range(2))
        assert second["Location"] == first["Location"]
        assert second["Location"].startswith(f"/cms/desk/{following.pk}/")
        assert by_people() == ["decline"]

    def test_with_something_else_is_told_what_was_decided(self, desk):
        case = case_of(make_waiting_post())
        desk.post(f"/cms/desk/{case.pk}/", {"version": str(case.version), **DECLINED})
        answer = desk.post(f"/cms/desk/{case.pk}/", {"version": str(case.version), "action": "clear"})
        assert answer.status_code == 409
        assert by_people() == ["decline"]

    def test_on_many_shows_them_as_decided(self, desk):
        cases = [case_of(make_waiting_post()) for _ in range(2)]
        sent = {"case": [f"{case.pk}-{case.version}" for case in cases], **DECLINED}
        first, second = (desk.post("/cms/desk/bulk/", sent) for _ in range(2))
        assert second["Location"] == first["Location"]
        assert by_people() == ["decline", "decline"]

    def test_on_undo_takes_back_once(self, desk, moderator):
        post = make_waiting_post()
        case = case_of(post)
        done = actions.decide(case, by=moderator, version=case.version, **DECLINED)
        for _ in range(2):
            page = desk.post(f"/cms/desk/decisions/{done.pk}/undo/", follow=True)
            assert page.status_code == 200
        assert by_people() == ["decline", "undo"]

    def test_on_undo_of_a_colleagues_decision_comes_too_late_too(self, desk, later):
        post, colleague = make_waiting_post(), make_moderator("Ola Other")
        case = case_of(post)
        done = actions.decide(case, by=colleague, version=case.version, **DECLINED)
        later(timedelta(minutes=5, seconds=1))
        page = desk.post(f"/cms/desk/decisions/{done.pk}/undo/", follow=True)
        assert "The five minutes are over" in page.content.decode()
        assert by_people() == ["decline"]


class TestAClaimThatRanOut:
    def test_while_somebody_typed_does_not_cost_their_words(self, desk, later):
        case, following = case_of(make_waiting_post()), case_of(make_waiting_post())
        desk.get(f"/cms/desk/{case.pk}/")
        later(timedelta(minutes=11))
        actions.claim(case, by=make_moderator("Ola Other"))
        answer = desk.post(f"/cms/desk/{case.pk}/", {"version": str(case.version), **DECLINED})
        assert answer["Location"].startswith(f"/cms/desk/{following.pk}/")
        assert by_people() == ["decline"]


class TestWhoMayNotDecide:
    """Neither holds a case from those who may, nor reads what is kept about colleagues."""

    @pytest.fixture
    def appeal(self, moderator: Member) -> Case:
        make_moderator("Ola Other")
        post = make_waiting_post()
        case = case_of(post)
        first = actions.decide(case, by=moderator, version=case.version, **DECLINED)
        return actions.appeal(first, by=post.author, text="It is my own shop.")

    def test_cannot_claim(self, desk, appeal):
        page = desk.post(f"/cms/desk/{appeal.pk}/claim/", follow=True)
        assert page.status_code == 200
        appeal.refresh_from_db()
        assert appeal.claimed_by is None
        assert f"/cms/desk/{appeal.pk}/claim/" not in page.content.decode()

    @pytest.mark.parametrize("part", ["", "ban/", "lift/", "level/"])
    def test_does_not_read_what_was_decided_on_a_colleague(self, desk, moderator, part):
        colleague = make_moderator("Ola Other")
        warn(colleague, by=make_admin(), why=Why("abuse", "Rude to a customer."), seen=0)
        for who in (colleague, moderator):
            answer = desk.get(f"/cms/desk/members/{who.pk}/{part}")
            assert answer.status_code == 403
            assert b"Rude to a customer." not in answer.content
            assert desk.post(f"/cms/desk/members/{who.pk}/{part}", {"facts": "x"}).status_code == 403
        assert by_people() == ["warn"]


class TestThreatsPassedOn:
    def test_are_never_taken_back(self, desk, moderator):
        case = case_of(make_waiting_post())
        line = pass_on_threat(case, by=moderator, note="Called 112 at noon.")
        page = desk.post(f"/cms/desk/decisions/{line.pk}/undo/", follow=True)
        assert "This cannot be taken back by itself." in page.content.decode()
        assert by_people() == ["alarm"]


class TestAFormThatIsNotWhole:
    def test_keeps_the_version_that_was_read(self, desk):
        post = make_waiting_post()
        case = case_of(post)
        community.submit_edit(post, by=post.author, words=Words(title="Changed", body="<p>Other.</p>"))
        page = desk.post(f"/cms/desk/{case.pk}/", {"version": str(case.version), "action": "decline"})
        assert f'name="version" value="{case.version}"' in page.content.decode()
        answer = desk.post(f"/cms/desk/{case.pk}/", {"version": str(case.version), **DECLINED})
        assert answer.status_code == 409
        assert by_people() == []

    @pytest.mark.parametrize("version", ["", "-1", "latest", "9" * 40])
    def test_without_a_version_decides_nothing_and_can_be_sent_again(self, desk, version):
        case = case_of(make_waiting_post())
        page = desk.post(f"/cms/desk/{case.pk}/", {"version": version, **DECLINED})
        assert page.status_code in (200, 409)
        assert f'name="version" value="{case.version}"' in page.content.decode()
        assert by_people() == []

    def test_says_that_a_note_is_too_long(self, desk):
        case = case_of(make_waiting_post())
        sent = {"version": str(case.version), **DECLINED, "note": "🙂" * 1001}
        page = desk.post(f"/cms/desk/{case.pk}/", sent).content.decode()
        assert "at most 1000 characters" in page
        assert by_people() == []

    @pytest.mark.parametrize("law", ["", "?law=1"])
    def test_a_mail_address_no_column_holds_is_refused(self, client, law):
        address = f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.example"
        sent = {
            "reason": "spam", "place": "There", "text": "It is.", "name": "Kari", "email": address,
            "good_faith": "on", "key": "7c5f0a4e-5c35-4e2c-9d6a-3d1f1f0c9a01",
        }  # fmt: skip
        post = make_post()
        assert client.post(f"/posts/{post.pk}/report/{law}", sent).status_code == 200
        assert not Report.objects.exists()


class TestJunk:
    @pytest.mark.parametrize(
        "address",
        [
            "/cms/desk/?kind=x&language=xx&product=abc&page=-1&decided=99999999999999999999",
            "/cms/desk/?language=%00&product=%F0%9F%99%82&decided=%D9%A3",
            "/cms/desk/log/?since=0000-00-00&until=9999-12-31&number=-1&moderator=1e9&before=x&action=x",
            "/cms/desk/bulk/outcome/?made=1.2.99999999999999999999999&left=..0.-1",
            "/cms/desk/reasons/new/?language=%00xx",
        ],
    )
    def test_in_an_address_is_left_out(self, desk, address):
        make_waiting_post()
        assert desk.get(address).status_code == 200

    def test_appeals_among_many_are_left_as_they_are(self, desk):
        member, post = make_member(), make_waiting_post()
        admin, case = make_admin(), case_of(post)
        warned = warn(member, by=admin, why=Why("abuse", "Rude."), seen=0)
        declined = actions.decide(case, by=admin, version=case.version, **DECLINED)
        of_words = actions.appeal(declined, by=post.author, text="No.")
        appeals = [actions.appeal(warned, by=member, text="No."), of_words]
        for action in ("restore", "uphold", "clear"):
            sent = {"case": [f"{one.pk}-{one.version}" for one in appeals], "action": action, "facts": "x"}
            page = desk.post("/cms/desk/bulk/", sent, follow=True)
            assert "Left as they were" in page.content.decode()
        assert by_people() == ["warn", "decline"]

    def test_thousands_of_boxes_are_refused_whole(self, desk):
        case = case_of(make_waiting_post())
        sent = {"case": [f"{pk}-0" for pk in range(case.pk, case.pk + 10_000)], "action": "clear"}
        assert desk.post("/cms/desk/bulk/", sent).status_code == 400
        assert by_people() == []

    def test_a_body_of_ten_megabytes_is_refused_whole(self, desk):
        case = case_of(make_waiting_post())
        sent = {"version": str(case.version), **DECLINED, "facts": "x" * 10_000_000}
        assert desk.post(f"/cms/desk/{case.pk}/", sent).status_code in (400, 413)
        assert by_people() == []

    def test_emoji_and_turned_writing_reach_the_author_as_they_are(self, desk):
        post = make_waiting_post(make_member("Kari", joined_days_ago=0))
        facts = "Nei 🙅🏽‍♀️ \u202eadvertising\u202c العربية"
        desk.post(f"/cms/desk/{case_of(post).pk}/", {"version": "0", **DECLINED, "facts": facts})
        desk.force_login(post.author)
        assert facts in desk.get("/my/posts/").content.decode()

    @pytest.mark.parametrize("token", ["0", "1.", "..", "%00", "1.forged:%E2%80%AE", "x" * 3000])
    def test_as_a_statements_token_is_no_page(self, client, token):
        assert client.get(f"/decisions/{token}/").status_code == 404
