"""Members' words change: rows of the cache's table."""

from django.utils import timezone

from community import actions
from community.actions.asking import ask_expert, name_expert
from community.actions.consenting import allow_use_elsewhere
from community.actions.contributing import Words
from community.actions.deciding import take_step, vote_for_idea
from community.actions.handing_out import make_codes
from community.actions.owning import prove
from community.actions.profiles import change_profile
from community.actions.rating import rate_post
from community.actions.versions import hide_version
from community.tasks import recognise_member
from feeds.actions import place, sync_post
from feeds.actions.filling import fill_feeds
from feeds.actions.owning import delete_own_feed, save_own_feed
from feeds.models import Feed
from feeds.rules import Rule
from moderation.actions.deciding import decide
from moderation.models import Case
from tests.content.cache_table import CAMPAIGN, HUB, RANKING, Change, World, on, row
from tests.factories import (
    make_comment,
    make_marketer,
    make_member,
    make_moderator,
    make_post,
    make_waiting_post,
    plan_feeds,
)


@row("a post is published")
def post_is_published(world: World) -> Change:
    waiting = make_waiting_post(kind="review", title="A second look", product=world.product)
    new = "A second look"
    return Change(
        lambda: actions.publish(waiting),
        {"/products/kvern/": new, "/reviews/kvern/": new, HUB: new, waiting.author.get_absolute_url(): new},
        ["/products/svane/", "/reviews/svane/", "/stories/water/", CAMPAIGN, RANKING],
    )


@row("a post is published")
def post_reaches_the_feeds_when_they_are_planned(world: World) -> Change:
    make_post(title="Grind for the moka pot", topics=[world.topic])
    return Change(plan_feeds, {"/": "Grind for the moka pot", "/topics/grinding/": "Grind for the moka pot"})


@row("a post is edited, rated, kept out of feeds or let in")
def post_is_edited(world: World) -> Change:
    other = make_post(title="Rinse the filter").get_absolute_url()
    words = Words(
        title="Quiet, still", body="<p>After a year it is as quiet as on the first day.</p>", stars=4
    )

    def edit() -> None:
        post = actions.submit_edit(world.review, by=world.author, words=words)
        if post.latest_revision_id != post.public_revision_id:
            actions.publish(post, revision=post.latest_revision)

    everywhere = ["/products/kvern/", "/reviews/kvern/", HUB, world.person, "/"]
    return Change(
        edit,
        {world.post: 301, **dict.fromkeys(everywhere, "Quiet, still")},
        [other, "/products/svane/", CAMPAIGN],
    )


@row("a post is edited, rated, kept out of feeds or let in")
def post_is_rated(world: World) -> Change:
    other = make_post(title="Rinse the filter").get_absolute_url()
    by = make_member()
    found = "Useful to 1"
    return Change(
        lambda: rate_post(world.review, by=by, value=4), {world.post: found, HUB: found}, [other, CAMPAIGN]
    )


@row("an idea is wanted, or the brand says what becomes of it")
def idea_is_wanted(world: World) -> Change:
    idea, by = make_post(kind="idea", title="A lid"), make_member()
    address, found = idea.get_absolute_url(), "Wanted by 1"
    return Change(lambda: vote_for_idea(idea, by=by), {address: found, HUB: found}, [world.post, CAMPAIGN])


@row("an idea is wanted, or the brand says what becomes of it")
def idea_is_planned(world: World) -> Change:
    idea, by = make_post(kind="idea", title="A lid"), make_marketer()
    stale = {idea.get_absolute_url(): "Planned", HUB: '<span class="label label--good">Planned'}
    return Change(lambda: take_step(idea, by=by, state="planned"), stale, [world.post, CAMPAIGN])


@row("a question is sent to an expert")
def question_is_sent(world: World) -> Change:
    question = make_post(kind="question", title="Which burrs?", product=world.product)
    expert = make_member("Kari Nordmann")
    name_expert(world.product, member=expert, by=make_marketer())
    found = {question.get_absolute_url(): "Sent to Kari Nordmann"}
    return Change(
        lambda: ask_expert(question, expert=expert, by=question.author), found, ["/stories/water/", CAMPAIGN]
    )


@row("a question is sent to an expert")
def expert_is_named(world: World) -> Change:
    question = make_post(kind="question", title="Which burrs?", product=world.product)
    answer, by = make_comment(question), make_marketer()
    found = {question.get_absolute_url(): '<span class="label">Expert</span>'}
    return Change(
        lambda: name_expert(world.product, member=answer.author, by=by), found, ["/reviews/svane/", CAMPAIGN]
    )


@row("an older version of a post is hidden, or shown again")
def version_is_hidden(world: World) -> Change:
    words = Words(title="Quiet, still", body="<p>After a year it is as quiet as then.</p>", stars=4)
    post = actions.submit_edit(world.review, by=world.author, words=words)
    post = actions.publish(post, revision=post.latest_revision)
    first = post.revisions.get(number=1)
    return Change(
        lambda: hide_version(first, by=world.author),
        {f"/posts/{post.pk}/history/": "-Quiet and even", f"/posts/{post.pk}/history/1/": 410},
        [CAMPAIGN, "/products/svane/"],
    )


@row("a post is withdrawn or removed")
def post_is_withdrawn(world: World) -> Change:
    other = make_post(title="Rinse the filter").get_absolute_url()
    gone = dict.fromkeys(
        ["/products/kvern/", "/reviews/kvern/", HUB, world.person, "/", "/topics/grinding/"],
        "-Quiet and even",
    )
    return Change(
        lambda: actions.withdraw(world.review, by=world.author),
        {world.post: 410, **gone},
        [other, "/products/svane/", CAMPAIGN],
    )


@row("a post is withdrawn or removed")
def post_is_removed(world: World) -> Change:
    return Change(
        lambda: actions.remove(world.review),
        {world.post: 410, HUB: "-Quiet and even", "/": "-Quiet and even"},
        ["/products/svane/", CAMPAIGN],
    )


@row("a comment is published or withdrawn")
def comment_is_published(world: World) -> Change:
    return Change(
        lambda: make_comment(world.review, body="Mine is quiet as well, after two years."),
        {world.post: "after two years"},
        [HUB, "/", "/products/kvern/"],
    )


@row("a comment is published or withdrawn")
def comment_is_withdrawn(world: World) -> Change:
    return Change(
        lambda: actions.withdraw(world.comment, by=world.comment.author),
        {world.post: "-Thank you, that helped."},
        [HUB, "/", "/products/kvern/"],
    )


@row("a comment is published or withdrawn")
def comment_is_published_under_a_page(world: World) -> Change:
    return Change(
        lambda: make_comment(world.story, body="Soft water is what it takes."),
        {"/stories/water/": "Soft water is what it takes.", "/nb/stories/water/": "Soft water"},
        [HUB, CAMPAIGN, "/products/kvern/", world.post],
    )


@row("a comment is published or withdrawn")
def comment_is_withdrawn_under_a_page(world: World) -> Change:
    comment = make_comment(world.story, body="Soft water is what it takes.")
    return Change(
        lambda: actions.withdraw(comment, by=comment.author),
        {"/stories/water/": "-Soft water is what it takes."},
        [HUB, CAMPAIGN, "/products/kvern/", world.post],
    )


@row("a comment is published or withdrawn")
def thread_is_closed(world: World) -> Change:
    marketer = make_marketer()
    return Change(
        lambda: actions.close_thread(world.story, by=marketer, reason="All is said."),
        {"/stories/water/": "All is said."},
        [HUB, CAMPAIGN, "/products/kvern/", world.post],
    )


@row("a comment is published or withdrawn")
def answer_is_accepted(world: World) -> Change:
    question = make_post(kind="question", title="Does it fit?")
    answer = make_comment(question)
    return Change(
        lambda: actions.accept_answer(answer, by=question.author),
        {question.get_absolute_url(): "Accepted answer", HUB: "Solved"},
        [CAMPAIGN, world.post],
    )


@row("a member has another name or face, or is verified")
def member_is_renamed(world: World) -> Change:
    return Change(
        lambda: change_profile(world.author, name="Kari Lunde", bio="", language="en"),
        dict.fromkeys([world.person, world.post, "/products/kvern/", HUB, "/"], "Kari Lunde"),
        ["/products/svane/", CAMPAIGN],
    )


@row("a member has a badge, or another level")
def member_is_recognised(world: World) -> Change:
    other = make_post(title="Rinse the filter").get_absolute_url()
    return Change(
        lambda: recognise_member(world.author.pk), {world.person: "First post"}, [other, CAMPAIGN, RANKING]
    )


@row("a member has another name or face, or is verified")
def member_is_verified(world: World) -> Change:
    (code,) = make_codes(world.product, count=1, batch="", by=make_marketer())
    return Change(
        lambda: prove(world.author, product=world.product, typed=code),
        {
            **dict.fromkeys([world.post, "/products/kvern/", "/reviews/kvern/", HUB, "/"], "Verified owner"),
            world.person: "Verified by a code from the box",
        },
        ["/products/svane/", CAMPAIGN],
    )


@row("a feed has a new edition, or an entry it had not")
def feed_has_a_new_edition(world: World) -> Change:
    make_post(title="Only about milk", product=world.other)
    feed = Feed.objects.get(slug="home", language="en")
    place(feed, by=make_marketer(), page=world.story, slot=1)
    return Change(
        plan_feeds,
        {
            "/": "Only about milk",
            "/feeds/home.atom": "Only about milk",
            "/products/svane/": "Only about milk",
        },
        ["/topics/grinding/", CAMPAIGN],
    )


@row("a feed has a new edition, or an entry it had not")
def feed_has_an_entry_it_had_not(world: World) -> Change:
    # An edition of one place, which is taken, stays as it is.
    feed = Feed.objects.get(slug="home", language="en")
    place(feed, by=make_marketer(), page=world.story, slot=1)
    Feed.objects.filter(pk=feed.pk).update(config={"size": 1, "page": 1, "look_ahead": 1})
    plan_feeds()
    post = make_post(title="Only about milk", product=world.other)
    return Change(
        lambda: sync_post(post.pk),
        {"/?order=newest": "Only about milk"},
        ["/", "/topics/grinding/?order=newest", CAMPAIGN],
    )


ELSEWHERE = ["/feeds/home/embed/", "/feeds/home/embed.json"]


@row("an author allows use elsewhere, or takes that back")
def use_elsewhere_is_allowed(world: World) -> Change:
    return Change(
        lambda: allow_use_elsewhere(world.review, by=world.author, allowed=True),
        dict.fromkeys(ELSEWHERE, "Quiet and even"),
        ["/", "/feeds/home.json", world.post, HUB, CAMPAIGN],
    )


@row("an author allows use elsewhere, or takes that back")
def use_elsewhere_is_taken_back(world: World) -> Change:
    allow_use_elsewhere(world.review, by=world.author, allowed=True)
    return Change(
        lambda: allow_use_elsewhere(world.review, by=world.author, allowed=False),
        dict.fromkeys(ELSEWHERE, "-Quiet and even"),
        ["/", "/feeds/home.json", world.post, HUB, CAMPAIGN],
    )


@row("a marketer's own feed is made, renamed or deleted")
def own_feed_is_renamed(world: World) -> Change:
    rule = Rule(products=frozenset({world.product.pk}))
    save_own_feed("mill", titles={"en": "At the mill"}, rule=rule, config={})
    fill_feeds()
    plan_feeds()
    return Change(
        lambda: save_own_feed("mill", before="mill", titles={"en": "Fine grounds"}, rule=rule, config={}),
        on("/feeds/mill/ /feeds/mill.atom /feeds/", "Fine grounds"),
        ["/", "/topics/grinding/", CAMPAIGN],
    )


@row("a marketer's own feed is made, renamed or deleted")
def own_feed_is_deleted(world: World) -> Change:
    rule = Rule(products=frozenset({world.product.pk}))
    save_own_feed("mill", titles={"en": "At the mill"}, rule=rule, config={})
    fill_feeds()
    plan_feeds()
    return Change(
        lambda: delete_own_feed("mill"),
        {"/feeds/mill/": 404, "/feeds/mill.atom": 404, "/feeds/": "-At the mill"},
        ["/", "/topics/grinding/", CAMPAIGN],
    )


@row("the desk decides")
def desk_decides(world: World) -> Change:
    make_waiting_post(make_member(joined_days_ago=0), title="Cheap")
    case = Case.objects.get()
    return Change(
        lambda: decide(case, by=make_moderator(), version=case.version, action="clear"),
        {"/trust/": 200, f"/trust/reports/{timezone.localdate():%Y-%m}/": 200},
        [CAMPAIGN, "/stories/water/"],
    )
