"""How far a question has come follows from its answers."""

from django.db.models import Min

from community.models import Comment, Post


def follow_question(comment: Comment) -> None:
    """Bring a question's times in line after one of its answers became public or is so no longer.

    The first answer of the brand is its official one until staff choose another.
    """
    question = comment.post
    if question is None or question.kind != Post.Kind.QUESTION:
        return
    answers = Comment.objects.filter(post=question, parent=None).published()
    speaks = comment.is_public and comment.by_brand and comment.parent_id is None
    if speaks and not answers.filter(is_official=True).exists():
        comment.is_official = True
        comment.save(update_fields=["is_official"])
    times = {"answered_at": Comment.objects.answers_to(question).aggregate(at=Min("published_at"))["at"]}
    if not answers.filter(is_accepted=True).exists():
        times["solved_at"] = None
    if not answers.filter(is_official=True).exists():
        times["unsolvable_at"] = None
    Post.objects.filter(pk=question.pk).update(**times)
