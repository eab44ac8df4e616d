"""What each kind of post says beside its body, from the form to wherever its words are read."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from community.actions.contributing import Words, submit_edit
from community.actions.drafts import claim_drafts
from community.models import Draft, Post
from community.parts import html_of, split_lines
from community.sanitize import TooLong
from moderation.facts import facts_of, text_of
from moderation.models import Case
from moderation.screening import Rules, assess
from tests.community.test_writing import WORDS, send, typed
from tests.described import node_of
from tests.factories import (
    make_brand_member,
    make_member,
    make_moderator,
    make_post,
    make_product,
    plan_feeds,
)

pytestmark = pytest.mark.django_db
STEPS = "1. Boil the water.\n\n2. Rinse <b>the paper</b>.\n3. Pour\u202e slowly."
SIDES = {
    "pros": "- Quiet\n- Even",
    "cons": "Too small for guests",
    "owned_for": "months",
    "may_be_asked": "on",
}


def review(client, **fields):
    make_product("kvern")
    return send(client, kind="review", product="kvern", stars="4", **{**SIDES, **fields})


class TestLines:
    def test_marks_of_a_list_go_and_numbers_that_count_nothing_stay(self):
        assert split_lines("- Quiet\n\n* Even\r\n• Small") == ["Quiet", "Even", "Small"]
        assert split_lines("1. Rinse\n2) Pour") == ["Rinse", "Pour"]
        assert split_lines("2. gang gikk det bra") == ["2. gang gikk det bra"]
        assert split_lines("3. Rinse\n5. Pour") == ["3. Rinse", "5. Pour"]


class TestForm:
    def test_each_kind_asks_what_makes_sense_for_it(self, client):
        asked = {"steps", "stars", "owned_for", "may_be_asked", "pros", "cons", "use_elsewhere"}
        for kind in Post.Kind.values:
            page = client.get(reverse("community:compose", args=[kind])).text
            wanted = {"tip": {"steps"}, "review": asked - {"steps"}}.get(kind, set()) | {"use_elsewhere"}
            assert {name for name in asked if f'name="{name}"' in page} == wanted
            assert 'name="use_elsewhere" id="id_use_elsewhere" checked' not in page

    def test_people_of_the_brand_weigh_no_product(self, client):
        author = make_brand_member()
        client.force_login(author)
        page = client.get("/posts/new/review/").text
        assert not [name for name in ("stars", *SIDES) if f'name="{name}"' in page]
        review(client)
        post = Post.objects.get()
        revision = post.latest_revision
        assert (revision.stars, revision.owned_for, revision.pros, revision.cons) == (None, "", [], [])
        assert not post.may_be_asked

    def test_too_many_or_too_long_is_said_plainly_and_everything_stays(self, client):
        client.force_login(make_member())
        answer = review(client, pros="\n".join("123456789"), cons="Fine\n" + "x" * 121, use_elsewhere="on")
        assert "There are 9; at most 8 fit." in answer.text
        assert "Please shorten number 2: it has 121 characters, 120 fit." in answer.text
        assert "Fine\n" + "x" * 121 in answer.text
        assert '<option value="months" selected>' in answer.text
        assert answer.text.count("checked") >= 3
        assert not Post.objects.exists()

    def test_a_form_sent_by_hand_cannot_say_what_the_kind_does_not_ask(self, client):
        client.force_login(make_member())
        send(client, kind="question", steps=STEPS, **SIDES)
        post = Post.objects.get()
        assert (post.latest_revision.steps, post.latest_revision.pros, post.may_be_asked) == ([], [], False)


class TestKept:
    def test_a_visitor_finds_all_of_it_again_on_another_device_and_publishes(self, client):
        answer = review(client, use_elsewhere="on")
        draft = Draft.objects.get()
        assert f"next=/my/drafts/{draft.uuid}/" in answer["Location"].replace("%2F", "/")
        member = make_member()
        claim_drafts(member, draft.token)
        elsewhere = Client()
        elsewhere.force_login(member)
        address = reverse("community:draft", args=[draft.uuid])
        form = elsewhere.get(address).context["form"]
        names = ("product", "stars", "use_elsewhere", *SIDES)
        kept = {name: form[name].value() for name in names}
        assert kept == {"product": "kvern", "stars": "4", "use_elsewhere": "on", **SIDES}
        sent = {**typed(draft=str(draft.uuid), version=str(draft.version)), **kept, "publish": "1"}
        elsewhere.post(address, sent)
        post = Post.objects.get()
        revision = post.public_revision
        assert (revision.pros, revision.cons, revision.owned_for) == (
            ["Quiet", "Even"], ["Too small for guests"], "months",
        )  # fmt: skip
        assert post.may_be_asked
        assert list(Post.objects.usable_elsewhere()) == [post]

    def test_an_edit_begins_with_them_and_the_earlier_version_keeps_its_own(self, client):
        author = make_member()
        client.force_login(author)
        send(client, steps=STEPS)
        post = Post.objects.get()
        assert post.latest_revision.steps == ["Boil the water.", "Rinse <b>the paper</b>.", "Pour slowly."]
        form = client.get(reverse("community:edit", args=[post.pk])).context["form"]
        assert form["steps"].value() == "Boil the water.\nRinse <b>the paper</b>.\nPour slowly."
        words = Words(title="Rinse first", body=WORDS, body_format="text")
        same = Words(**{**vars(words), "steps": post.latest_revision.steps})
        submit_edit(post, by=author, words=same)
        assert post.revisions.count() == 1
        submit_edit(post, by=author, words=Words(**{**vars(words), "steps": ["Pour."]}))
        assert [one.steps for one in post.revisions.all()] == [post.latest_revision.steps, ["Pour."]]

    def test_the_action_itself_stores_nothing_larger(self):
        post = make_post(kind="review")
        words = Words(title="Kvern", body="<p>Fine.</p>", stars=4, pros=["x" * 121])
        with pytest.raises(TooLong):
            submit_edit(post, by=post.author, words=words)
        assert post.revisions.count() == 1


class TestScreening:
    def test_a_watched_word_in_a_step_is_found_and_the_desk_sees_it(self, client):
        client.force_login(make_member())
        send(client, steps="Boil water.\nThen sell a Rolex.")
        revision = Post.objects.get().latest_revision
        found = assess(facts_of(revision.post, revision), Rules(watched_words=frozenset({"rolex"})))
        assert ("watched_word", "rolex") in [(signal.code, signal.detail) for signal in found.signals]
        assert text_of(revision.post, revision).endswith("Boil water.\nThen sell a Rolex.")

    def test_links_in_a_con_are_counted_and_the_case_shows_them(self, client):
        client.force_login(make_member())
        review(client, cons="Better at https://a.example\nb-shop.com too\nAnd https://c.example")
        post = Post.objects.get()
        case = Case.objects.get(post=post)
        assert case.signals[0]["detail"] == "a.example, b-shop.com, c.example"
        assert (post.is_public, post.in_feeds) == (True, False)
        client.force_login(make_moderator())
        page = client.get(reverse("moderation_case", args=[case.pk])).text
        assert "<li>Better at https://a.example</li>" in page

    def test_the_language_is_told_from_them_as_well(self, client):
        client.force_login(make_member())
        send(client, body="OK.", steps="Skyll papiret med varmt vann først.\nHell sakte over kaffen.")
        assert Post.objects.get().language == "nb"


class TestShown:
    @pytest.fixture
    def tip(self, client):
        client.force_login(make_member())
        send(client, steps=STEPS)
        return Post.objects.get()

    @pytest.fixture
    def reviewed(self, client):
        client.force_login(make_member())
        review(client, cons="Too small for <i>guests</i>")
        return Post.objects.get()

    def test_steps_are_a_list_of_plain_text_and_a_how_to(self, tip):
        page = Client().get(tip.get_absolute_url()).text
        assert (
            "<li>Boil the water.</li><li>Rinse &lt;b&gt;the paper&lt;/b&gt;.</li><li>Pour slowly.</li>"
            in page
        )
        how_to = node_of(page, "HowTo")
        assert [(step["position"], step["text"]) for step in how_to["step"]] == [
            (1, "Boil the water."), (2, "Rinse <b>the paper</b>."), (3, "Pour slowly."),
        ]  # fmt: skip

    def test_both_sides_stand_on_the_page_and_in_the_review_that_machines_read(self, reviewed):
        page = Client().get(reviewed.get_absolute_url()).text
        assert "Had it for one to six months" in page
        assert "<li>Quiet</li><li>Even</li>" in page
        assert "<li>Too small for &lt;i&gt;guests&lt;/i&gt;</li>" in page
        said = node_of(page, "Review")
        assert [one["name"] for one in said["positiveNotes"]["itemListElement"]] == ["Quiet", "Even"]
        assert said["negativeNotes"]["itemListElement"][0]["name"] == "Too small for <i>guests</i>"

    def test_feeds_as_files_carry_them(self, reviewed):
        plan_feeds()
        item = json.loads(Client().get("/feeds/home.json").content)["items"][0]
        assert "<h3>For</h3><ul><li>Quiet</li><li>Even</li></ul>" in item["content_html"]
        assert "<li>Too small for &lt;i&gt;guests&lt;/i&gt;</li>" in item["content_html"]
        assert "Had it for one to six months" in item["content_html"]

    @pytest.mark.parametrize("word", ["guests", "KJØKKEN"])
    def test_search_finds_their_words(self, client, word):
        client.force_login(make_member())
        review(client, cons="Too small for guests", pros="Pent på et kjøkken, KJØKKEN")
        plan_feeds()
        assert "Rinse first" in Client().get("/search/", {"q": word}).text

    def test_html_escapes_every_sentence(self):
        words = Words(title="", body="", steps=["<script>alert(1)</script>"])
        assert html_of(words) == "<h3>Steps</h3><ol><li>&lt;script&gt;alert(1)&lt;/script&gt;</li></ol>"


class TestUseElsewhere:
    def test_is_given_and_taken_back_at_its_own_address_and_the_history_stays(self, client):
        post = make_post()
        client.force_login(post.author)
        address = reverse("community:uses", args=[post.pk])
        assert not Post.objects.usable_elsewhere().exists()
        for _twice in range(2):
            client.post(address, {"allow": "1"})
        assert list(Post.objects.usable_elsewhere()) == [post]
        assert "may also show it elsewhere" in client.get("/my/posts/").text
        client.post(address, {"take_back": "1"})
        client.post(address, {"allow": "1"})
        assert [row.withdrawn_at is None for row in post.use_consents.all()] == [False, True]
        client.post(reverse("community:withdrawal", args=[post.pk]))
        assert not Post.objects.usable_elsewhere().exists()

    def test_nobody_else_answers_for_the_author(self, client):
        post = make_post()
        client.force_login(make_moderator())
        assert client.post(reverse("community:uses", args=[post.pk]), {"allow": "1"}).status_code == 404
        assert not post.use_consents.exists()

    def test_an_edit_without_the_tick_takes_it_back(self, client):
        client.force_login(make_member())
        send(client, use_elsewhere="on")
        post = Post.objects.get()
        assert list(Post.objects.usable_elsewhere()) == [post]
        client.post(reverse("community:edit", args=[post.pk]), {"publish": "1", **typed()})
        assert not Post.objects.usable_elsewhere().exists()

    def test_taking_the_post_back_takes_it_back_too(self, client):
        """Sending it again asks anew, also from an edit that was begun before."""
        client.force_login(make_member())
        send(client, use_elsewhere="on")
        post = Post.objects.get()
        edit = reverse("community:edit", args=[post.pk])
        client.post(edit, {"save": "1", **typed(use_elsewhere="on")})
        begun = Draft.objects.get(post=post)
        client.post(reverse("community:withdrawal", args=[post.pk]))
        assert post.use_consents.get().withdrawn_at is not None
        form = client.get(reverse("community:draft", args=[begun.uuid])).context["form"]
        assert (form["use_elsewhere"].value(), form["title"].value()) == (None, "Rinse first")
        begun.delete()
        assert not client.get(edit).context["form"]["use_elsewhere"].value()
