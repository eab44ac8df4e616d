"""Which kept pages show a contribution: what an action raises when it changes one."""

from community.models import Comment, Post


def generations(contribution: Post | Comment) -> list[str]:
    """Name the signed-out pages on which these words may stand."""
    names = [f"member:{contribution.author_id}"]
    if isinstance(contribution, Comment):
        return [
            *names,
            f"comments:{contribution.post_id}" if contribution.post_id else f"page:{contribution.page_id}",
        ]
    return [
        *names,
        f"post:{contribution.pk}",
        "hub",
        *([f"product:{contribution.product_id}"] if contribution.product_id else []),
    ]
