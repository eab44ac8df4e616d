"""Rendering stored words anew, row by row, from what their authors typed."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction

from community.actions.mentioning import render_comment
from community.generations import generations
from community.models import Comment, PostRevision
from community.sanitize import RENDER_VERSION, render_body
from pagecache import raise_generations


@dataclass
class Rendered:
    """One batch: how many rows were rendered, which is the last, and those that could not be."""

    what: str
    last: int
    rendered: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def rerender(*, batch: int) -> Iterator[Rendered]:
    """Render everything of an older version, a batch a transaction; what is done is not done again."""
    for model in (PostRevision, Comment):
        after = 0
        while result := _batch(model, after, batch):
            yield result
            after = result.last


def _render(row: PostRevision | Comment) -> str:
    return (
        render_body(row.body, row.body_format) if isinstance(row, PostRevision) else render_comment(row.body)
    )


@transaction.atomic
def _batch(model: type[PostRevision | Comment], after: int, size: int) -> Rendered | None:
    """Render the next rows after `after`; None when there are none left."""
    rows = model._default_manager.filter(pk__gt=after, render_version__lt=RENDER_VERSION).order_by("pk")
    locked: list[PostRevision | Comment] = list(rows.select_for_update(no_key=True, of=("self",))[:size])
    if not locked:
        return None
    result = Rendered(model._meta.model_name or "", locked[-1].pk)
    names: set[str] = set()
    for row in locked:
        try:
            html = _render(row)
        except ValueError as refusal:
            # Cleaner than nothing: the words stay as an older version rendered them.
            result.refused.append((row.pk, str(refusal)))
            continue
        if html != row.body_html:
            names |= set(generations(row.post if isinstance(row, PostRevision) else row))
        row.body_html, row.render_version = html, RENDER_VERSION
        row.save(update_fields=["body_html", "render_version"])
        result.rendered += 1
    raise_generations(*names)
    return result
