"""Two presses at once: ratings, votes, comments, edits, answers, questions to experts. PostgreSQL only."""

import uuid
from functools import partial

import pytest

from community import actions
from community.actions.asking import ask_expert
from community.actions.deciding import vote_for_idea
from community.actions.rating import rate_post
from community.actions.refusals import Refused
from community.actions.weighing import refresh_weights
from community.models import Comment, Expert, ExpertAsked, IdeaVote, Notification, Rating
from community.models.posts import State
from community.states import StepRefused
from tests.factories import make_comment, make_member, make_post, make_product
from tests.racing import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_worker"),
]

ROUNDS = 20
HOSTILE = "Buy at https://a.example https://b.example https://c.example, mail me at x@y.example!"


def race(*calls):
    return at_once(*calls, refusals=(Refused, StepRefused))


def is_exact(post):
    """Whether a post's sums are those of its ratings."""
    post.refresh_from_db()
    given = list(Rating.objects.filter(post=post))
    return (post.ratings, post.approvals) == (
        len(given),
        sum(one.is_approval for one in given),
    ) and post.weighted_value_sum == pytest.approx(sum(one.weight * one.value for one in given))


class TestRatings:
    def test_two_at_once_by_one_member_are_one(self):
        member = make_member()
        for _ in range(ROUNDS):
            post = make_post()
            race(*(partial(rate_post, post, by=member, value=value) for value in (2, 5)))
            assert Rating.objects.filter(post=post).count() == 1
            assert is_exact(post)

    def test_many_by_many_are_all_counted_though_the_night_comes_between(self):
        members = [make_member() for _ in range(4)]
        for _ in range(ROUNDS):
            post = make_post()
            rate_post(post, by=members[0], value=5)
            rated = [partial(rate_post, post, by=member, value=4) for member in members]
            race(*rated, refresh_weights)
            assert Rating.objects.filter(post=post).count() == 4
            assert is_exact(post)


class TestVotes:
    def test_a_double_press_is_one_vote_and_the_count_is_exact(self):
        first, second = make_member(), make_member()
        for _ in range(ROUNDS):
            idea = make_post(kind="idea")
            vote = partial(vote_for_idea, idea)
            race(*(partial(vote, by=member) for member in (first, first, second, second)))
            idea.refresh_from_db()
            assert idea.vote_count == IdeaVote.objects.filter(post=idea).count() == 2
            race(*(partial(vote, by=first, wanted=False) for _ in range(2)))
            idea.refresh_from_db()
            assert idea.vote_count == 1


class TestComments:
    def test_sent_twice_at_once_it_is_one_and_its_author_told_once(self):
        post, member = make_post(), make_member()
        for number in range(1, ROUNDS + 1):
            send = partial(actions.submit_comment, by=member, body="Me too.", post=post, key=uuid.uuid4())
            first, second = race(send, send)
            assert first == second
            post.refresh_from_db()
            assert post.comment_count == Comment.objects.count() == number
        assert Notification.objects.filter(member=post.author, kind="comment").count() == ROUNDS

    def test_edited_while_it_is_let_in_or_taken_down_it_is_counted_as_it_stands(self):
        post, member = make_post(), make_member()
        for _ in range(ROUNDS):
            comment = make_comment(post, member)
            race(
                partial(actions.edit_comment, comment, by=member, body=HOSTILE),
                partial(actions.remove, comment),
            )
            comment.refresh_from_db()
            assert comment.state in (State.REMOVED, State.WAITING)
            if comment.state == State.WAITING:
                assert comment.body == HOSTILE
                race(
                    partial(actions.publish, comment),
                    partial(actions.withdraw, comment, by=member),
                )
                comment.refresh_from_db()
                assert comment.state == State.WITHDRAWN
            post.refresh_from_db()
            assert post.comment_count == Comment.objects.filter(post=post).published().count()


class TestAnswers:
    def test_of_two_accepted_at_once_one_is(self):
        question = make_post(kind="question")
        first, second = make_comment(question), make_comment(question)
        for _ in range(ROUNDS):
            race(*(partial(actions.accept_answer, one, by=question.author) for one in (first, second)))
            accepted = Comment.objects.get(post=question, is_accepted=True)
            question.refresh_from_db()
            assert question.solved_at is not None
            actions.take_back_acceptance(accepted, by=question.author)

    def test_accepted_while_it_is_taken_back_it_marks_nothing(self):
        question = make_post(kind="question")
        for _ in range(ROUNDS):
            answer = make_comment(question)
            race(
                partial(actions.accept_answer, answer, by=question.author),
                partial(actions.withdraw, answer, by=answer.author),
            )
            question.refresh_from_db()
            assert question.solved_at is None
            assert not Comment.objects.filter(post=question, is_accepted=True).exists()


class TestExperts:
    def test_a_question_goes_to_two_and_an_expert_gets_five(self):
        product = make_product()
        experts = [make_member() for _ in range(4)]
        Expert.objects.bulk_create(Expert(product=product, member=expert) for expert in experts)
        for _ in range(2):
            question = make_post(kind="question", product=product)
            race(*(partial(ask_expert, question, expert=one, by=question.author) for one in experts))
            assert ExpertAsked.objects.filter(post=question).count() == 2
        ExpertAsked.objects.all().delete()
        questions = [make_post(kind="question", product=product) for _ in range(8)]
        race(*(partial(ask_expert, one, expert=experts[0], by=one.author) for one in questions))
        assert ExpertAsked.objects.filter(expert=experts[0]).count() == 5
