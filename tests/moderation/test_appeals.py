"""Appeals: who may decide them, that nothing takes them away, and that what was right comes back whole."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from community import actions as community
from community.actions.contributing import Words
from community.mail.messages import message_for
from community.models import Comment, Notification, Post
from community.models.posts import State
from feeds import actions as feeds
from feeds.models import Feed, FeedEntry
from moderation import actions
from moderation.actions import Complaint
from moderation.actions.measures import Why, ban, lift, newest, pause
from moderation.actions.member_appeals import decide_member_appeal
from moderation.models import Case, Decision
from moderation.statement_links import statement_address
from tests.factories import (
    make_admin,
    make_brand_member,
    make_comment,
    make_marketer,
    make_member,
    make_moderator,
    make_post,
    make_waiting_post,
    plan_feeds,
)

pytestmark = pytest.mark.django_db

GROUNDED = {"ground": "spam", "facts": "It only sells machines."}


def reported(post: Post | Comment) -> Case:
    report = actions.report(post, by=None, complaint=Complaint(reason="spam"))
    return Case.objects.get(reports=report)


def decide(case: Case, action: str, by=None) -> Decision:
    case.refresh_from_db()
    return actions.decide(case, by=by or make_moderator(), version=case.version, action=action, **GROUNDED)


def message_of(action: str) -> str:
    return " ".join(message_for(Notification.objects.shown().get(facts__action=action)).body.split())


class TestWhoDecides:
    def test_on_words_of_the_brand_an_admin_alone_is_a_team_of_one(self, later):
        alone = make_admin()
        make_moderator()
        post = make_post(make_brand_member())
        case = actions.appeal(decide(reported(post), "remove", alone), by=post.author, text="No.")
        with pytest.raises(actions.MayNotDecide, match="24 hours"):
            decide(case, "restore", alone)
        later(timedelta(hours=24, seconds=1))
        decide(case, "restore", alone)
        assert Post.objects.get().state == State.PUBLISHED
        assert "the same person looked at it again" in message_of("restore")

    def test_an_admin_where_there_is_no_other_moderator(self):
        first, admin = make_moderator(), make_admin()
        post = make_post()
        case = actions.appeal(decide(reported(post), "remove", first), by=post.author, text="No.")
        with pytest.raises(actions.MayNotDecide):
            decide(case, "uphold", first)
        decide(case, "uphold", admin)
        told = message_of("uphold")
        assert "Somebody else than who decided first looked at it." in told
        assert "It only sells machines." in told
        assert "court" in told

    def test_the_next_case_is_never_an_appeal_against_ones_own_decision(self):
        first, other = make_moderator(), make_moderator()
        post = make_post()
        case = actions.appeal(decide(reported(post), "remove", first), by=post.author, text="No.")
        assert actions.claim_next(Case.objects.for_desk(first), by=first) is None
        assert actions.claim_next(Case.objects.for_desk(other), by=other) == case

    def test_on_a_team_of_one_it_is_after_a_day(self, later):
        alone = make_admin()
        post = make_post()
        case = actions.appeal(decide(reported(post), "remove", alone), by=post.author, text="No.")
        assert actions.claim_next(Case.objects.for_desk(alone), by=alone) is None
        later(timedelta(hours=24, seconds=1))
        assert actions.claim_next(Case.objects.for_desk(alone), by=alone) == case


class TestTheRightToAppeal:
    def test_is_not_taken_by_a_report_that_came_to_nothing(self):
        post = make_post()
        links = "<p>See https://a.example https://b.example https://c.example for it.</p>"
        community.submit_edit(post, by=post.author, words=Words(title="Newer", body=links))
        first = decide(Case.objects.get(), "decline")
        case = reported(post)
        with pytest.raises(actions.MayNotAppeal, match="before them already"):
            actions.appeal(first, by=post.author, text="No.")
        decide(case, "keep")
        assert actions.appeal(first, by=post.author, text="No.").appeals == first.pk

    def test_holds_for_the_longest_six_months_there_are(self, later):
        post = make_post()
        first = decide(reported(post), "remove")
        later(timedelta(days=183, hours=23))
        assert actions.appeal(first, by=post.author, text="No.").kind == "appeal"

    def test_needs_a_decision_that_stands(self):
        moderator, post = make_moderator(), make_post()
        first = decide(reported(post), "remove", moderator)
        actions.undo(first, by=moderator)
        with pytest.raises(actions.MayNotAppeal, match="taken back"):
            actions.appeal(first, by=post.author, text="No.")
        assert not Case.objects.filter(kind="appeal").exists()

    def test_is_said_with_the_automatic_decision_before_anybody_types(self, client):
        post = make_waiting_post()
        held = Decision.objects.get(automated=True, target="post")
        client.force_login(post.author)
        page = client.get(reverse("moderation:appeal", args=[held.pk])).content.decode()
        assert "The site decided this by itself" in page
        assert "in every country" in page
        assert "out-of-court" in page
        assert 'name="text"' not in page

    def test_leads_back_to_the_list_the_words_stand_in(self, client):
        post, comment = make_post(), make_comment(make_post())
        for words, mine in ((post, "community:my_posts"), (comment, "community:my_comments")):
            address = reverse("moderation:appeal", args=[decide(reported(words), "remove").pk])
            client.force_login(words.author)
            assert f'<p class="kicker"><a href="{reverse(mine)}">' in client.get(address).content.decode()
            assert client.post(address, {"text": "No."}).url == reverse(mine)

    def test_ends_with_the_answer_and_its_reasons_on_the_page(self, client):
        post = make_post()
        first = decide(reported(post), "remove")
        decide(actions.appeal(first, by=post.author, text="No."), "uphold")
        client.force_login(post.author)
        page = client.get(reverse("moderation:appeal", args=[first.pk])).content.decode()
        assert 'data-answer="uphold"' in page
        assert "Somebody else than who decided first looked at it." in page
        mine = client.get(reverse("community:my_posts")).content.decode()
        assert 'data-decision="remove"' in mine
        assert "the decision stands." in mine


class TestWhatComesBack:
    def test_stands_in_its_feeds_and_in_the_slot_it_was_pinned_to(self):
        post = make_post()
        plan_feeds()
        feed = Feed.objects.get(pk=FeedEntry.objects.filter(post=post).values("feed")[:1])
        placement = feeds.place(feed, by=make_marketer(), post=post, slot=3)
        plan_feeds()
        fields = ("feed", "lane", "standing", "published_at")
        before = sorted(FeedEntry.objects.filter(post=post).values_list(*fields))
        first = decide(reported(post), "remove")
        assert not FeedEntry.objects.filter(post=post).exists()
        decide(actions.appeal(first, by=post.author, text="No."), "restore")
        plan_feeds()
        assert sorted(FeedEntry.objects.filter(post=post).values_list(*fields)) == before
        placement.refresh_from_db()
        assert (placement.cancelled_at, placement.slot) == (None, 3)

    def test_kept_out_of_feeds_by_mistake_is_in_them_again(self):
        post = make_post(make_member())
        plan_feeds()
        before = set(FeedEntry.objects.filter(post=post).values_list("feed", flat=True))
        first = decide(reported(post), "out_of_feeds")
        decide(actions.appeal(first, by=post.author, text="No."), "restore")
        plan_feeds()
        assert before
        assert set(FeedEntry.objects.filter(post=post).values_list("feed", flat=True)) == before


class TestTheStatementByMail:
    def test_gives_the_text_back_in_its_paragraphs_and_leads_to_the_appeal_in_the_authors_language(
        self, settings
    ):
        author = make_member(joined_days_ago=0, language="nb")
        body = (
            "<p>First.</p><p>Second:</p><ul><li>one https://a.example</li><li>two https://b.example</li></ul>"
        )
        body += "<p>https://c.example or x@y.example</p>"
        post = make_waiting_post(author, title="My shop", body=body)
        with override("en"):
            decision = decide(Case.objects.get(post=post), "decline")
        mail = message_for(Notification.objects.shown().get(facts__action="decline"))
        given = "My shop\n\nFirst.\n\nSecond:\n\n- one https://a.example\n- two https://b.example\n\nhttps://c.example"
        assert given in mail.body
        with override("nb"):
            address = settings.SITE_URL + reverse("moderation:appeal", args=[decision.pk])
            assert settings.SITE_URL + post.get_absolute_url() in mail.body
        assert mail.body.count(address) == 1
        page = mail.alternatives[0].content
        assert f'class="button" href="{address}"' in page
        assert page.index(address) < page.index("First.")

    def test_of_a_measure_leads_to_its_statement(self, settings):
        member = make_member(language="nb")
        pause(member, by=make_moderator(), why=Why("abuse", "Names."), seen=0, days=7)
        told = Notification.objects.get(member=member)
        assert told.facts["address"].startswith("/nb/")
        assert (
            f'class="button" href="{settings.SITE_URL}{told.facts["address"]}"'
            in message_for(told).alternatives[0].content
        )

    def test_of_an_appeal_against_a_measure_says_who_looked(self, client):
        member, first = make_member(), make_moderator()
        banned = ban(member, by=first, why=Why("spam", "Ads."), seen=0)
        appeal = actions.appeal(banned, by=member, text="No.")
        decide_member_appeal(
            appeal, by=make_moderator(), version=appeal.version, action="uphold", why=Why("", "Ads again.")
        )
        told = message_of("uphold")
        assert "Somebody else than who decided first looked at it." in told
        assert "court" in told
        page = client.get(statement_address(banned)).content.decode()
        assert 'data-answer="uphold"' in page
        assert "Ads again." in page
        assert "It applies everywhere on this site" in page

    def test_of_a_ban_that_was_lifted_claims_no_second_look(self):
        member, moderator = make_member(), make_moderator()
        ban(member, by=moderator, why=Why("spam", "Ads."), seen=0)
        lift(member, by=moderator, why=Why("", "A slip."), seen=newest(member))
        assert Notification.objects.get(facts__action="restore").facts["looked_again"] == ""
