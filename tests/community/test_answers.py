"""What becomes of a question: open, answered, solved, without solution; the official answer."""

import pytest
from django.test import Client

from community import actions
from community.actions.refusals import MayNotWrite, NoOfficialAnswer, NotAnAnswer, NotYours
from community.models import Comment
from community.models.posts import QuestionState
from tests.factories import (
    make_admin,
    make_brand_member,
    make_comment,
    make_member,
    make_moderator,
    make_post,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def question():
    return make_post(make_member("Asker"), kind="question", title="Does it fit?")


def state_of(question):
    question.refresh_from_db()
    return question.question_state


def marks(question):
    rows = Comment.objects.filter(post=question)
    return [
        list(rows.filter(**{name: True}).values_list("pk", flat=True))
        for name in ("is_accepted", "is_official")
    ]


class TestAnswered:
    def test_from_the_first_answer_on(self, question):
        assert state_of(question) == QuestionState.OPEN
        first = make_comment(question)
        make_comment(question)
        assert state_of(question) == QuestionState.ANSWERED
        assert question.answered_at == first.published_at

    def test_not_by_what_its_asker_adds(self, question):
        make_comment(question, question.author)
        assert state_of(question) == QuestionState.OPEN

    def test_nor_by_what_is_said_to_an_answer(self, question):
        added = make_comment(question, question.author)
        make_comment(question, parent=added)
        assert state_of(question) == QuestionState.OPEN

    def test_open_again_when_the_only_answer_goes(self, question):
        answer = make_comment(question)
        actions.remove(answer)
        assert state_of(question) == QuestionState.OPEN
        actions.restore(answer)
        assert state_of(question) == QuestionState.ANSWERED

    def test_only_questions_are(self):
        tip = make_post()
        make_comment(tip)
        tip.refresh_from_db()
        assert tip.answered_at is None


class TestAccepting:
    def test_the_asker_says_what_solved_it(self, client, question):
        answer = make_comment(question)
        client.force_login(question.author)
        assert "This solved it" in client.get(question.get_absolute_url()).text
        client.post(f"/comments/{answer.pk}/acceptance/")
        assert state_of(question) == QuestionState.SOLVED
        assert marks(question)[0] == [answer.pk]
        shown = Client().get(question.get_absolute_url()).text
        assert "Accepted answer" in shown
        assert 'data-question="solved"' in shown
        assert 'data-question="solved"' in Client().get("/community/").text

    def test_one_at_a_time(self, question):
        answers = [make_comment(question) for _ in range(2)]
        for answer in answers:
            actions.accept_answer(answer, by=question.author)
        assert marks(question)[0] == [answers[1].pk]

    def test_taken_back_it_is_answered_only(self, client, question):
        answer = actions.accept_answer(make_comment(question), by=question.author)
        client.force_login(question.author)
        client.post(f"/comments/{answer.pk}/acceptance/", {"not": "1"})
        assert state_of(question) == QuestionState.ANSWERED
        assert marks(question)[0] == []

    @pytest.mark.parametrize("make", [make_member, make_admin, make_moderator, make_brand_member])
    def test_nobody_else_says_so(self, client, question, make):
        answer, by = make_comment(question), make()
        with pytest.raises(NotYours):
            actions.accept_answer(answer, by=by)
        client.force_login(by)
        assert client.post(f"/comments/{answer.pk}/acceptance/").status_code == 404
        assert state_of(question) == QuestionState.ANSWERED
        assert "This solved it" not in client.get(question.get_absolute_url()).text

    def test_only_a_public_answer_to_a_question(self, question):
        reply = make_comment(question, parent=make_comment(question))
        gone = make_comment(question)
        actions.withdraw(gone, by=gone.author)
        tip = make_post(question.author)
        for comment in (reply, gone, make_comment(tip)):
            with pytest.raises(NotAnAnswer):
                actions.accept_answer(comment, by=question.author)
        assert marks(question) == [[], []]

    def test_what_goes_solves_no_more(self, question):
        answer = actions.accept_answer(make_comment(question), by=question.author)
        actions.withdraw(answer, by=answer.author)
        assert state_of(question) == QuestionState.OPEN
        assert marks(question)[0] == []

    def test_changed_words_are_to_be_accepted_anew(self, question):
        answer = actions.accept_answer(make_comment(question), by=question.author)
        actions.edit_comment(answer, by=answer.author, body="Something else altogether.")
        assert state_of(question) == QuestionState.ANSWERED


class TestOfficial:
    def test_the_first_of_the_brand_until_staff_choose_another(self, client, question):
        first, second = (make_comment(question, make_brand_member()) for _ in range(2))
        make_comment(question, make_brand_member(), parent=first)
        assert marks(question)[1] == [first.pk]
        client.force_login(make_brand_member())
        assert "Make it the official answer" in client.get(question.get_absolute_url()).text
        client.post(f"/comments/{second.pk}/official/")
        assert marks(question)[1] == [second.pk]
        shown = Client().get(question.get_absolute_url()).text
        assert shown.count("Official answer") == 1
        assert "Product designer" in shown

    def test_when_it_goes_the_next_takes_its_place_only_by_hand(self, question):
        first, second = (make_comment(question, make_brand_member()) for _ in range(2))
        actions.withdraw(first, by=first.author)
        assert marks(question)[1] == []
        actions.make_official(second, by=make_brand_member())
        assert marks(question)[1] == [second.pk]

    @pytest.mark.parametrize("make", [make_member, make_moderator])
    def test_not_by_somebody_without_a_role(self, question, make):
        first, second = (make_comment(question, make_brand_member()) for _ in range(2))
        with pytest.raises(MayNotWrite):
            actions.make_official(second, by=make())
        assert marks(question)[1] == [first.pk]

    def test_never_a_customers(self, question):
        answer = make_comment(question)
        with pytest.raises(NotAnAnswer):
            actions.make_official(answer, by=make_brand_member())
        assert marks(question)[1] == []


class TestUnsolvable:
    def test_the_brand_says_so_and_its_answer_why(self, client, question):
        staff = make_brand_member()
        make_comment(question, staff, "The old collar has another thread.")
        client.force_login(staff)
        assert "There is no solution" in client.get(question.get_absolute_url()).text
        client.post(f"/posts/{question.pk}/solution/")
        assert state_of(question) == QuestionState.UNSOLVABLE
        shown = Client().get(question.get_absolute_url()).text
        assert 'data-question="unsolvable"' in shown
        client.post(f"/posts/{question.pk}/solution/", {"maybe": "1"})
        assert state_of(question) == QuestionState.ANSWERED

    def test_not_without_an_official_answer(self, question):
        make_comment(question)
        with pytest.raises(NoOfficialAnswer):
            actions.declare_unsolvable(question, by=make_brand_member())
        assert state_of(question) == QuestionState.ANSWERED

    def test_not_by_a_customer(self, question):
        make_comment(question, make_brand_member())
        with pytest.raises(MayNotWrite):
            actions.declare_unsolvable(question, by=question.author)
        assert state_of(question) == QuestionState.ANSWERED

    def test_the_askers_word_is_the_last(self, question):
        answer = make_comment(question, make_brand_member())
        actions.declare_unsolvable(question, by=make_brand_member())
        actions.accept_answer(answer, by=question.author)
        assert state_of(question) == QuestionState.SOLVED
        actions.declare_unsolvable(question, by=make_brand_member())
        assert state_of(question) == QuestionState.SOLVED

    def test_without_its_official_answer_it_is_open_to_answers(self, question):
        answer = make_comment(question, make_brand_member())
        actions.declare_unsolvable(question, by=make_brand_member())
        actions.withdraw(answer, by=answer.author)
        assert state_of(question) == QuestionState.OPEN
