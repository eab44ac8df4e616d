"""What this room says of kinds, ratings and photos, in plain words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from community.models import Comment, Member, Post
from community.models.posts import State


@dataclass(frozen=True)
class KindWords:
    """How one kind of post is spoken of while it is written. `icon` is a lucide name."""

    name: Promise
    plural: Promise
    invitation: Promise
    heading: Promise
    publish: Promise
    body_help: Promise
    icon: str


KINDS: dict[str, KindWords] = {
    Post.Kind.TIP: KindWords(
        _("Tip"),
        _("Tips"),
        _("Something that works, told so that others can do it too."),
        _("Write a tip"),
        _("Publish my tip"),
        _("What do you do, and what changed when you did?"),
        "lightbulb",
    ),
    Post.Kind.REVIEW: KindWords(
        _("Review"),
        _("Reviews"),
        _("How a product holds up, with stars, the bad with the good."),
        _("Write a review"),
        _("Publish my review"),
        _("How do you use it? For whom is it right, and for whom not?"),
        "star",
    ),
    Post.Kind.QUESTION: KindWords(
        _("Question"),
        _("Questions"),
        _("Ask those who own it, and those who make it."),
        _("Ask a question"),
        _("Publish my question"),
        _("What have you tried already?"),
        "circle-question-mark",
    ),
    Post.Kind.IDEA: KindWords(
        _("Idea"),
        _("Ideas"),
        _("Something that should exist, or work otherwise."),
        _("Share an idea"),
        _("Publish my idea"),
        _("What would it change for you?"),
        "sprout",
    ),
    Post.Kind.STORY: KindWords(
        _("Story"),
        _("Stories"),
        _("Something that happened, in your own words."),
        _("Tell a story"),
        _("Publish my story"),
        _("Take the room you need."),
        "book-open",
    ),
}

USEFUL: dict[int, Promise] = {
    1: _("Not for me"),
    2: _("A little"),
    3: _("Useful"),
    4: _("Quite useful"),
    5: _("Very useful"),
}


@dataclass(frozen=True)
class Choice:
    """One answer to "was this useful?"."""

    value: int
    label: Promise
    is_mine: bool


def useful_choices(mine: int | None) -> list[Choice]:
    """Return the five answers, the reader's own marked."""
    return [Choice(value, label, value == mine) for value, label in USEFUL.items()]


def sending(place: Post | Page, member: Member | None) -> Promise:
    """Return what the button says that sends a comment: other people's questions are answered."""
    if not isinstance(place, Post) or place.kind != Post.Kind.QUESTION:
        return _("Send my comment")
    is_own = member is not None and place.author_id == member.pk
    return _("Send my comment") if is_own else _("Send my answer")


@dataclass(frozen=True)
class Standing:
    """Where a post stands, for its author: a word for the mark, a sentence, and what they can do."""

    state: str
    label: str
    sentence: str
    may_edit: bool
    may_withdraw: bool
    is_shown: bool = True


STANDING: dict[str, Promise] = {
    State.SUBMITTED: _("It has arrived and is being checked. This takes a moment."),
    State.WAITING: _("Somebody at the desk reads it before it is shown. You need do nothing."),
    State.PUBLISHED: _("Everybody can read it."),
    State.RETURNED: _("The desk asks you to change something. Edit it and send it again."),
    State.DECLINED: _("The desk does not show it. Your text is kept here for you."),
    State.WITHDRAWN: _("You took it back. Nobody else sees it; edit it to send it again."),
    State.REMOVED: _("The desk took it down. Your text is kept here for you."),
}


FROM_A_BLOG: dict[str, Promise] = {
    State.RETURNED: _("The desk asks you to change something. Change it on your blog: we look again soon."),
    State.WITHDRAWN: _("You took it back. Nobody else sees it; you can send it again from your blog's page."),
}


def standing_of(post: Post) -> Standing:
    """Return what "My posts" says of a post."""
    sentence = STANDING[State(post.state)]
    if post.blog_id and post.state in FROM_A_BLOG:
        sentence = FROM_A_BLOG[State(post.state)]
    elif post.has_waiting_edit:
        sentence = _("Everybody can read it. Your newer version waits to be checked.")
    elif post.is_public and not post.in_feeds:
        sentence = _("Everybody can read it on its own page; it is not shown in shared feeds.")
    return Standing(
        state=post.state,
        label=str(State(post.state).label),
        sentence=str(sentence),
        may_edit=post.blog_id is None and post.state not in (State.DECLINED, State.REMOVED),
        may_withdraw=post.state in (State.WAITING, State.RETURNED, State.PUBLISHED),
    )


OF_A_COMMENT: dict[str, Promise] = {
    State.WITHDRAWN: _("You took it back. Nobody else sees it."),
}


def standing_of_comment(comment: Comment) -> Standing:
    """Return what "My comments" says of a comment; `is_shown` where its page shows it to its author."""
    state = State(comment.state)
    return Standing(
        state=comment.state,
        label=str(state.label),
        sentence=str(OF_A_COMMENT.get(state) or STANDING[state]),
        may_edit=comment.is_editable,
        may_withdraw=comment.state in (State.WAITING, State.RETURNED, State.PUBLISHED),
        is_shown=comment.state not in (State.DECLINED, State.WITHDRAWN, State.REMOVED),
    )
