"""Cleaning what members write: `python -m benchmarks.sanitising`. One process, no database.

Words are cleaned once, when they are handed in; readers get what was stored.
"""

import os
import time
from collections.abc import Callable
from statistics import median

import django

from benchmarks.results import record, table_of

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from community.models import PostRevision  # noqa: E402
from community.sanitize import excerpt, plain_text, render_body  # noqa: E402
from demo import texts  # noqa: E402

RUNS = 7
LONG = 10_000


def long_post() -> str:
    """A post of about ten thousand characters, with a bare address in every other paragraph."""
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < LONG:
        number = len(paragraphs)
        link = f" See https://example.com/{number} for more." if number % 2 else ""
        paragraphs.append(f"<p>Grind <strong>finer</strong> for a fuller cup, {number} clicks.{link}</p>")
    return "".join(paragraphs)


def seconds(work: Callable[[], object]) -> float:
    """Return the median processor time of some runs."""
    times = []
    for _run in range(RUNS):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return median(times)


def main() -> None:
    bodies = [post.body for post in texts.load_posts()]
    typed = [plain_text(body) for body in bodies]
    ready = [render_body(body, PostRevision.Format.HTML) for body in bodies]
    long = long_post()
    works: list[tuple[str, int, int, Callable[[], object]]] = [
        ("the demo's posts, from the editor", len(bodies), sum(map(len, bodies)) // len(bodies),
         lambda: [render_body(body, PostRevision.Format.HTML) for body in bodies]),
        ("the same as plain text", len(typed), sum(map(len, typed)) // len(typed),
         lambda: [render_body(text, PostRevision.Format.TEXT) for text in typed]),
        ("one long post with many links", 1, len(long), lambda: render_body(long, PostRevision.Format.HTML)),
        ("an excerpt for a card", len(ready), sum(map(len, ready)) // len(ready),
         lambda: [excerpt(html) for html in ready]),
    ]  # fmt: skip
    rows = []
    for name, count, characters, work in works:
        work()
        each = seconds(work) / count
        rows.append([name, f"{characters:,}", f"{1 / each:,.0f}", f"{each * 1000:.2f}"])
    head = ["what", "characters each", "a second", "CPU ms each"]
    command = "python -m benchmarks.sanitising"
    how = f"median of {RUNS} runs, {len(bodies)} posts, one core"
    print(record("Sanitising", command=command, how=how, table=table_of(head, rows)))


if __name__ == "__main__":
    main()
