"""Warning, pausing and banning a member: the log, what goes along and comes back, what they are told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from community.mail.messages import message_for
from community.models import Comment, Member, Notification, Post
from community.models.posts import State
from moderation import actions
from moderation.actions import Complaint, measures
from moderation.actions.measures import Why
from moderation.actions.member_appeals import decide_member_appeal
from moderation.belongings import belongings_of
from moderation.measure_forms import MeasureForm
from moderation.models import CannedReason, Case, Decision
from moderation.statement_links import statement_address
from tests.factories import (
    make_admin,
    make_brand_member,
    make_comment,
    make_member,
    make_moderator,
    make_post,
    make_waiting_post,
)

pytestmark = pytest.mark.django_db

WHY = Why("abuse", "You called Kari names under three posts.")


def ban(member: Member, by: Member | None = None, *, takes_all: bool = True) -> Decision:
    takes = belongings_of(member).digest if takes_all else None
    seen = measures.newest(member)
    return measures.ban(member, by=by or make_moderator(), why=WHY, seen=seen, takes=takes)


def states(*words: Post | Comment) -> list[str]:
    for row in words:
        row.refresh_from_db()
    return [row.state for row in words]


def log_of(member: Member) -> list[tuple[str, str, str]]:
    lines = Decision.objects.filter(author_id=member.pk, automated=False).order_by("pk")
    return list(lines.values_list("target", "action", "state_before"))


class TestAWarning:
    def test_is_told_and_changes_nothing_else(self):
        member = make_member()
        decision = measures.warn(member, by=make_moderator(), why=WHY, seen=0)
        member.refresh_from_db()
        assert member.may_write
        assert log_of(member) == [("member", "warn", "active")]
        told = Notification.objects.get(member=member)
        assert (told.kind, told.facts["facts"]) == ("decision", WHY.facts)
        assert told.facts["address"] == statement_address(decision)
        assert told.send_after > timezone.now() + timedelta(minutes=4)

    def test_pressed_twice_is_one(self):
        member, moderator = make_member(), make_moderator()
        first = measures.warn(member, by=moderator, why=WHY, seen=0)
        assert measures.warn(member, by=moderator, why=WHY, seen=0) == first
        assert len(log_of(member)) == 1

    def test_is_not_taken_for_another_one(self):
        member, moderator = make_member(), make_moderator()
        measures.pause(member, by=moderator, why=WHY, seen=0, days=3)
        for again in (
            lambda: measures.pause(member, by=make_moderator(), why=WHY, seen=0, days=3),
            lambda: measures.pause(member, by=moderator, why=WHY, seen=0, days=7),
            lambda: measures.pause(member, by=moderator, why=Why("spam", WHY.facts), seen=0, days=3),
            lambda: measures.pause(member, by=moderator, why=Why("abuse", "Other."), seen=0, days=3),
            lambda: measures.warn(member, by=moderator, why=WHY, seen=0),
        ):
            with pytest.raises(actions.CaseChanged):
                again()
        assert len(log_of(member)) == 1

    @pytest.mark.parametrize("why", [Why("", "Facts."), Why("abuse", " ")])
    def test_needs_a_rule_and_facts(self, why):
        member = make_member()
        with pytest.raises(actions.NeedsGround):
            measures.warn(member, by=make_moderator(), why=why, seen=0)
        assert log_of(member) == []


class TestWhetherItFollowedAReport:
    """Nobody ticks it: it is read from the reports and the log."""

    @pytest.fixture
    def member(self) -> Member:
        return make_member()

    def warn(self, member: Member) -> bool:
        seen = measures.newest(member)
        return measures.warn(member, by=make_moderator(), why=WHY, seen=seen).followed_report

    def test_says_no_where_nobody_reported(self, member):
        make_waiting_post(member)
        actions.report(make_post(), by=member, complaint=Complaint(reason="spam"))
        assert not self.warn(member)

    def test_says_yes_while_their_words_are_reported(self, member):
        actions.report(make_comment(make_post(), member), by=None, complaint=Complaint(reason="abuse"))
        assert self.warn(member)

    @pytest.mark.parametrize(("action", "expected"), [("remove", True), ("keep", False)])
    def test_afterwards_says_what_the_report_came_to(self, member, later, action, expected):
        case = actions.report(make_post(member), by=None, complaint=Complaint(reason="abuse")).case
        why = {"ground": "abuse", "facts": WHY.facts} if action == "remove" else {}
        actions.decide(case, by=make_moderator(), version=case.version, action=action, **why)
        assert self.warn(member) is expected
        later(timedelta(days=31))
        assert not self.warn(member)


class TestWhoDecides:
    def test_is_nobody_on_themselves_and_only_an_admin_on_staff(self):
        moderator, admin = make_moderator(), make_admin()
        for member, by in ((moderator, moderator), (admin, admin), (make_brand_member(), moderator)):
            with pytest.raises(actions.MayNotDecide):
                measures.pause(member, by=by, why=WHY, seen=0, days=3)
            member.refresh_from_db()
            assert (member.may_write, log_of(member)) == (True, [])
        assert measures.warn(moderator, by=admin, why=WHY, seen=0).action == "warn"


class TestAPause:
    @pytest.mark.parametrize("days", measures.DAYS)
    def test_lasts_so_many_days(self, days, later):
        member = make_member()
        decision = measures.pause(member, by=make_moderator(), why=WHY, seen=0, days=days)
        member.refresh_from_db()
        assert member.paused_until == decision.until
        later(timedelta(days=days, minutes=-1))
        assert not member.may_write
        later(timedelta(days=days, minutes=1))
        assert member.may_write

    def test_is_offered_in_the_language_of_whoever_decides(self):
        with override("nb"):
            offered = [str(label) for _, label in MeasureForm().fields["measure"].choices]
        assert offered[:3] == ["Advar", "Sett på pause i 1 dag", "Sett på pause i 3 dager"]

    def test_has_no_other_length(self):
        with pytest.raises(ValueError, match="5 days"):
            measures.pause(make_member(), by=make_moderator(), why=WHY, seen=0, days=5)

    def test_undone_leaves_the_earlier_one(self):
        member, moderator = make_member(), make_moderator()
        first = measures.pause(member, by=moderator, why=WHY, seen=0, days=3)
        second = measures.pause(member, by=moderator, why=WHY, seen=first.pk, days=30)
        measures.undo_measure(second, by=moderator)
        member.refresh_from_db()
        assert member.paused_until == first.until
        assert Notification.objects.shown().get(member=member).facts["decision"] == first.pk

    def test_ends_early_with_a_word_to_the_member(self):
        member, moderator = make_member(), make_moderator()
        first = measures.pause(member, by=moderator, why=WHY, seen=0, days=7)
        lifted = measures.lift(member, by=moderator, why=Why("", "You have said sorry."), seen=first.pk)
        member.refresh_from_db()
        assert member.may_write
        assert (lifted.action, lifted.part_of) == ("restore", first.pk)
        with pytest.raises(actions.NotSo):
            measures.lift(member, by=moderator, why=Why("", "Again."), seen=lifted.pk)


class TestABan:
    def test_takes_along_what_was_listed_by_a_line_each(self):
        member = make_member(joined_days_ago=0)
        post, waiting = make_post(member), make_waiting_post(member)
        comment = make_comment(make_post(), member)
        decision = ban(member)
        member.refresh_from_db()
        assert member.banned_at is not None
        assert states(post, waiting, comment) == [State.REMOVED, State.DECLINED, State.REMOVED]
        assert log_of(member) == [
            ("member", "ban", "active"),
            ("post", "remove", "published"),
            ("post", "decline", "waiting"),
            ("comment", "remove", "published"),
        ]
        lines = Decision.objects.filter(part_of=decision.pk)
        assert {(line.ground, line.automated) for line in lines} == {("abuse", False)}
        assert not Case.objects.undecided().exists()
        # One statement that lists them, not a mail each.
        assert Notification.objects.filter(member=member, facts__action__in=["remove", "ban"]).count() == 1

    def test_without_the_list_leaves_their_words(self):
        post = make_post()
        ban(post.author, takes_all=False)
        assert states(post) == [State.PUBLISHED]

    def test_of_a_list_that_grew_is_refused_whole(self):
        member = make_member()
        seen = belongings_of(member).digest
        post = make_post(member)
        with pytest.raises(actions.CaseChanged):
            measures.ban(member, by=make_moderator(), why=WHY, seen=0, takes=seen)
        member.refresh_from_db()
        assert (member.banned_at, states(post), log_of(member)) == (None, [State.PUBLISHED], [])

    def test_undone_brings_all_back_and_no_mail_leaves(self):
        member, moderator = make_member(joined_days_ago=0), make_moderator()
        post, waiting = make_post(member), make_waiting_post(member)
        comment = make_comment(make_post(), member)
        at = Post.objects.get(pk=post.pk).published_at
        decision = ban(member, moderator)
        reversal = measures.undo_measure(decision, by=moderator)
        assert measures.undo_measure(decision, by=moderator) == reversal
        member.refresh_from_db()
        assert member.may_write
        assert states(post, waiting, comment) == [State.PUBLISHED, State.WAITING, State.PUBLISHED]
        assert post.published_at == at
        assert Case.objects.undecided().get().post == waiting
        assert not Decision.objects.standing().filter(part_of=decision.pk).exists()
        assert not Notification.objects.shown().filter(member=member, facts__action="ban").exists()

    def test_is_taken_back_for_five_minutes_only(self, later):
        member, moderator = make_member(), make_moderator()
        decision = ban(member, moderator)
        later(timedelta(minutes=6))
        with pytest.raises(actions.TooLateToUndo):
            measures.undo_measure(decision, by=moderator)
        member.refresh_from_db()
        assert member.banned_at is not None

    def test_ended_later_leaves_down_what_the_desk_decided_on_since(self):
        member, moderator = make_member(), make_moderator()
        earlier, post = make_post(member), make_post(member)
        report = actions.report(earlier, by=None, complaint=Complaint(reason="spam"))
        case = Case.objects.get(pk=report.case_id)
        words = {"ground": "spam", "facts": "Ads."}
        actions.decide(case, by=moderator, version=case.version, action="remove", **words)
        decision = ban(member, moderator)
        measures.lift(member, by=moderator, why=Why("", "A mistake."), seen=decision.pk)
        assert states(earlier, post) == [State.REMOVED, State.PUBLISHED]

    def test_part_of_it_is_not_undone_by_itself(self):
        post, moderator = make_post(), make_moderator()
        ban(post.author, moderator)
        line = Decision.objects.get(target="post", action="remove")
        with pytest.raises(actions.NotUndoable):
            actions.undo(line, by=moderator)
        assert states(post) == [State.REMOVED]


class TestTheStatement:
    @pytest.mark.parametrize(("language", "rule"), [("en", "No insults and no threats"), ("nb", "trusler")])
    def test_is_mailed_with_rule_facts_list_and_redress(self, language, rule):
        member = make_member(language=language)
        make_post(member, title="Rude one")
        decision = ban(member)
        mail = message_for(Notification.objects.get(member=member, facts__decision=decision.pk))
        assert mail is not None
        for words in (rule, WHY.facts, "Rude one", statement_address(decision)):
            assert words in mail.body

    def test_is_read_and_appealed_by_the_link_without_signing_in(self):
        member = make_member()
        make_post(member, title="Rude one")
        moderator, other = make_moderator(), make_moderator("Other")
        address = statement_address(ban(member, moderator))
        client = Client()
        page = client.get(address)
        assert page.status_code == 200
        assert WHY.facts in page.text
        assert "Rude one" in page.text
        assert client.post(address, {"text": "It was a joke."}).status_code == 302
        case = Case.objects.get(member=member)
        assert (case.kind, case.appeal_text) == ("appeal", "It was a joke.")
        assert client.post(address, {"text": "Again."}).status_code == 302
        assert Case.objects.filter(member=member).count() == 1
        why = Why("", "You are right.")
        with pytest.raises(actions.MayNotDecide):
            decide_member_appeal(case, by=moderator, version=case.version, action="restore", why=why)
        decide_member_appeal(case, by=other, version=case.version, action="restore", why=why)
        member.refresh_from_db()
        assert member.may_write
        assert states(Post.objects.get()) == [State.PUBLISHED]
        with pytest.raises(actions.AlreadyDecided):
            decide_member_appeal(case, by=other, version=case.version, action="uphold", why=why)

    def test_upheld_stays_with_reasons(self):
        member = make_member()
        decision = ban(member)
        case = actions.appeal(decision, by=member, text="No!")
        by = make_moderator("Other")
        decide_member_appeal(case, by=by, version=case.version, action="uphold", why=Why("", "It was abuse."))
        member.refresh_from_db()
        assert member.banned_at is not None
        assert Notification.objects.filter(member=member, facts__action="uphold").exists()
        assert "decided" in Client().get(statement_address(decision)).text

    def test_opens_for_no_other_link(self):
        decision = ban(make_member())
        assert Client().get(f"/decisions/{decision.pk}/").status_code == 404
        assert Client().get(statement_address(decision)[:-2] + "x/").status_code == 404


class TestTheDesk:
    @pytest.fixture
    def desk(self, client):
        client.force_login(make_moderator("Mona Desk"))
        return client

    def test_warns_and_takes_back_from_the_members_page(self, desk):
        member = make_member("Kari")
        address = f"/cms/desk/members/{member.pk}/"
        assert "Nothing was ever decided" in desk.get(address).text
        form = {"seen": "0", "measure": "warn", "ground": "abuse", "facts": "Names."}
        page = desk.post(address, form, follow=True)
        decision = Decision.objects.get()
        assert "Names." in page.text
        desk.post(f"/cms/desk/measures/{decision.pk}/undo/")
        assert Decision.objects.get(reverses=decision.pk).action == "undo"

    @pytest.mark.parametrize("kind", ["warn", "3", "ban", "lift"])
    def test_pressed_twice_leads_to_what_was_done(self, desk, kind):
        post = make_post()
        member = post.author
        address, form = f"/cms/desk/members/{member.pk}/", {"ground": "abuse", "facts": "Names."}
        if kind == "lift":
            ban(member)
        form["seen"] = str(measures.newest(member))
        if kind in ("ban", "lift"):
            address += f"{kind}/"
            form |= {"takes": "on", "listed": belongings_of(member).digest}
        else:
            form["measure"] = kind
        first = desk.post(address, form)
        lines = log_of(member)
        second = desk.post(address, form)
        assert [(page.status_code, page.headers["Location"]) for page in (first, second)] == [
            (302, f"/cms/desk/members/{member.pk}/")
        ] * 2
        assert log_of(member) == lines

    def test_shows_what_goes_before_it_bans(self, desk):
        post = make_post(title="Goes along")
        address = f"/cms/desk/members/{post.author_id}/ban/"
        page = desk.get(address).text
        assert "Goes along" in page
        form = {"seen": "0", "takes": "on", "listed": belongings_of(post.author).digest}
        form |= {"ground": "abuse", "facts": "Names."}
        late = make_post(post.author, title="A later one")
        answer = desk.post(address, form)
        assert (answer.status_code, states(post)) == (409, [State.PUBLISHED])
        assert "A later one" in answer.text
        form["listed"] = belongings_of(post.author).digest
        assert desk.post(address, form).status_code == 302
        assert states(post, late) == [State.REMOVED, State.REMOVED]

    def test_answers_an_appeal_on_its_case(self, desk):
        member = make_member("Kari")
        case = actions.appeal(ban(member, make_moderator()), by=member, text="It was a joke.")
        assert "Kari" in desk.get("/cms/desk/").text
        address = f"/cms/desk/{case.pk}/"
        assert "It was a joke." in desk.get(address).text
        form = {"version": str(case.version), "action": "restore", "facts": "You are right."}
        assert desk.post(address, form).status_code == 302
        member.refresh_from_db()
        assert member.may_write

    def test_does_not_show_a_moderator_their_own_file(self, desk):
        mona = Member.objects.get(name="Mona Desk")
        assert desk.get(f"/cms/desk/members/{mona.pk}/").status_code == 403

    def test_puts_a_canned_reason_into_the_form_without_scripts(self, desk):
        reason = CannedReason.objects.get(language="en", title="Insults")
        member = make_member()
        page = desk.post(
            f"/cms/desk/members/{member.pk}/",
            {"seen": "0", "measure": "warn", "facts": "Under two posts.", "reason": str(reason.pk)},
        ).text
        assert "Under two posts.\nThe post attacks a person" in page
        assert '<option value="abuse" selected>' in page
        assert not Decision.objects.exists()
        case = Case.objects.get(post=make_waiting_post())
        page = desk.post(f"/cms/desk/{case.pk}/", {"version": "0", "reason": str(reason.pk)}).text
        assert "The post attacks a person" in page
        assert not Decision.objects.filter(automated=False).exists()
