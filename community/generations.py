"""Which kept pages show a contribution: what an action raises when it changes one."""

from wagtail.models import Page

from community.models import Comment, Post


def thread_generation(place: Post | Page) -> str:
    """Name the pages that show a thread: the post's own, or an editorial page in all its languages."""
    return f"comments:{place.pk}" if isinstance(place, Post) else f"comments:page-{place.translation_key}"


def generations_of_stars(member_id: int) -> list[str]:
    """Name the pages on which a member's stars are counted: a tie to the brand takes them out everywhere."""
    rated = Post.objects.published().reviews().filter(author=member_id).order_by("product")
    return [f"product:{pk}" for pk in rated.values_list("product", flat=True)]


def generations(contribution: Post | Comment) -> list[str]:
    """Name the signed-out pages on which these words may stand."""
    names = [f"member:{contribution.author_id}"]
    if isinstance(contribution, Comment):
        return [*names, thread_generation(contribution.place)]
    return [
        *names,
        f"post:{contribution.pk}",
        "hub",
        *([f"product:{contribution.product_id}"] if contribution.product_id else []),
    ]
