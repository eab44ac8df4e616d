"""What becomes of a question: the answer its asker accepts, the brand's official one, and "no solution"."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.actions.refusals import MayNotWrite, NoOfficialAnswer, NotAnAnswer, NotYours
from community.actions.states import lock
from community.generations import generations, thread_generation
from community.models import Comment, Member, Post
from community.roles import speaks_officially
from pagecache import raise_generations


@transaction.atomic
def accept_answer(comment: Comment, *, by: Member) -> Comment:
    """Let the asker say which answer solved it; another one accepted before is so no longer.

    Raises `NotYours`, `MayNotWrite`, `NotAnAnswer`.
    """
    comment, question = _locked_answer(comment)
    _check_asker(question, by)
    if not comment.is_accepted:
        Comment.objects.filter(post=question, is_accepted=True).update(is_accepted=False)
        comment.is_accepted = True
        comment.save(update_fields=["is_accepted"])
        _set_times(question, solved_at=timezone.now(), unsolvable_at=None)
    return comment


@transaction.atomic
def accept_again(comment: Comment, *, at: datetime) -> Comment:
    """Give an answer that came back its mark, unless another one is accepted by now. `at`: when it was."""
    try:
        comment, question = _locked_answer(comment)
    except NotAnAnswer:
        return comment  # the question, or the answer, is not public any more
    if not Comment.objects.filter(post=question, is_accepted=True).exists():
        comment.is_accepted = True
        comment.save(update_fields=["is_accepted"])
        _set_times(question, solved_at=at, unsolvable_at=None)
    return comment


@transaction.atomic
def take_back_acceptance(comment: Comment, *, by: Member) -> Comment:
    """Let the asker say that it is not solved after all. Raises as `accept_answer`."""
    comment, question = _locked_answer(comment)
    _check_asker(question, by)
    if comment.is_accepted:
        comment.is_accepted = False
        comment.save(update_fields=["is_accepted"])
        _set_times(question, solved_at=None, unsolvable_at=None)
    return comment


@transaction.atomic
def make_official(comment: Comment, *, by: Member) -> Comment:
    """Let somebody who speaks for the brand choose which of its answers stands for it.

    Raises `MayNotWrite` for anybody else, and `NotAnAnswer`, for a customer's answer too.
    """
    comment, question = _locked_answer(comment)
    _check_brand(by)
    if not comment.by_brand:
        raise NotAnAnswer
    if not comment.is_official:
        Comment.objects.filter(post=question, is_official=True).update(is_official=False)
        comment.is_official = True
        comment.save(update_fields=["is_official"])
        _tell(question)
    return comment


@transaction.atomic
def declare_unsolvable(question: Post, *, by: Member, unsolvable: bool = True) -> Post:
    """Let the brand say that there is no solution, or that there may be one; its official answer says why.

    What its asker calls solved stays so. Raises `MayNotWrite`, `NoOfficialAnswer`.
    """
    question = lock(question)
    _check_brand(by)
    if question.solved_at or bool(question.unsolvable_at) == unsolvable:
        return question
    if unsolvable and not Comment.objects.published().filter(post=question, is_official=True).exists():
        raise NoOfficialAnswer
    _set_times(question, solved_at=None, unsolvable_at=timezone.now() if unsolvable else None)
    return question


def _locked_answer(comment: Comment) -> tuple[Comment, Post]:
    """Lock an answer, then its question: in this order everywhere."""
    comment = lock(comment)
    question = comment.post
    if question is None or question.kind != Post.Kind.QUESTION:
        raise NotAnAnswer
    question = lock(question)
    if not (comment.is_public and question.is_public) or comment.parent_id is not None:
        raise NotAnAnswer
    comment.refresh_from_db(fields=["is_accepted", "is_official"])
    return comment, question


def _check_asker(question: Post, by: Member) -> None:
    if question.author_id != by.pk:
        raise NotYours
    if not by.may_write:
        raise MayNotWrite(by)


def _check_brand(by: Member) -> None:
    if not (speaks_officially(by) and by.may_write):
        raise MayNotWrite(by)


def _set_times(question: Post, **times: object) -> None:
    for name, value in times.items():
        setattr(question, name, value)
    question.save(update_fields=list(times))
    _tell(question)


def _tell(question: Post) -> None:
    raise_generations(*generations(question), thread_generation(question))
