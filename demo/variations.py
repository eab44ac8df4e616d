"""Further posts for trying the site with thousands of them, put together from hand-written parts.

They read like short posts, though whoever reads many will meet a sentence again: the two hundred in
`demo.texts` are what visitors are meant to see. The n-th post is the same in every run and for every `n`,
so a seed can be repeated and lengthened.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any, Final

from demo.texts import (
    DATA,
    Language,
    Person,
    PostKind,
    PostText,
    load_people,
    load_posts,
    load_products,
    spread_ratings,
)

# How often each kind comes, as among the two hundred. A review gives way to another kind when its author has
# reviewed everything.
KINDS: Final[dict[PostKind, int]] = {"review": 37, "tip": 28, "question": 17, "idea": 10, "story": 8}
STARS: Final = {5: 30, 4: 32, 3: 18, 2: 12, 1: 8}
OLDEST: Final = 420  # days


def more_posts(n: int) -> Iterator[PostText]:
    """Yield `n` published posts by customers; never a second review of a product by the same member."""
    reviewed = {(post.author, post.product) for post in load_posts() if post.kind == "review"}
    customers = [person for person in load_people() if person.role is None]
    for number in range(n):
        chance = Random(f"morgenro:{number}")  # noqa: S311  (repeatable on purpose)
        author = chance.choice(customers)
        kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
        if kind == "review":
            product = _unreviewed(chance, author, reviewed)
            if product:
                reviewed.add((author.handle, product))
                yield _review(chance, number, author, product)
                continue
            kind = chance.choices(list(KINDS)[1:], list(KINDS.values())[1:])[0]
        yield {"tip": _tip, "question": _question, "idea": _idea, "story": _story}[kind](
            chance, number, author
        )


@cache
def _parts(language: Language) -> dict[str, Any]:
    return tomllib.loads((DATA / f"variations_{language}.toml").read_text(encoding="utf-8"))


def _unreviewed(chance: Random, author: Person, reviewed: set[tuple[str, str]]) -> str:
    free = [item.slug for item in load_products() if (author.handle, item.slug) not in reviewed]
    return chance.choice(free) if free else ""


def _filled(chance: Random, sentence: str) -> str:
    numbers = {
        "{months}": chance.randint(3, 14),
        "{grams}": chance.randint(14, 22),
        "{clicks}": chance.randint(26, 38),
        "{degrees}": chance.randint(88, 97),
    }
    for name, number in numbers.items():
        sentence = sentence.replace(name, str(number))
    return sentence


def _post(
    chance: Random, number: int, author: Person, kind: PostKind, title: str, sentences: list[str], **more: Any
) -> PostText:
    """The post, its sentences in one or two paragraphs, with an age its author can have and a few ratings."""
    key = f"more-{number:05}"
    middle = len(sentences) // 2 if len(sentences) > 3 else len(sentences)
    parts = [part for part in (sentences[:middle], sentences[middle:]) if part]
    values = chance.choices((5, 4, 3, 2), (3, 5, 3, 1), k=chance.choice((0, 0, 1, 2, 3, 4, 6)))
    return PostText(
        key=key,
        author=author.handle,
        kind=kind,
        lang=author.lang,
        title=_filled(chance, title),
        body="".join(f"<p>{_filled(chance, ' '.join(part))}</p>" for part in parts),
        days_ago=chance.randint(1, min(author.joined_days_ago, OLDEST)),
        useful=spread_ratings(key, author.handle, values),
        **more,
    )


def _review(chance: Random, number: int, author: Person, product: str) -> PostText:
    parts = _parts(author.lang)
    said = parts["product"][product]
    stars = chance.choices(list(STARS), list(STARS.values()))[0]
    good, poor = {5: (3, 0), 4: (2, 1), 3: (2, 1), 2: (1, 2), 1: (0, 3)}[stars]
    found = chance.sample(said["good"], good) + chance.sample(said["poor"], poor)
    verdict = chance.choice(parts["verdict"]["good" if stars == 5 else "poor" if stars < 3 else "fair"])
    sentences = [chance.choice(parts["since"]["review"]), *found, verdict]
    topics = (
        chance.choice(
            [feature.topic for item in load_products() if item.slug == product for feature in item.features]
        ),
    )
    title = chance.choice(said["title"])
    return _post(
        chance, number, author, "review", title, sentences, product=product, topics=topics, stars=stars
    )


def _tip(chance: Random, number: int, author: Person) -> PostText:
    said = _parts(author.lang)["tip"]
    topics = chance.sample(list(said["topic"]), 2)
    (title, why), (other, because) = (chance.choice(said["topic"][topic]).split("|") for topic in topics)
    sentences = [chance.choice(said["lead"]), f"{title}.", _sentence(why)]
    sentences += [chance.choice(said["also"]), f"{other}.", _sentence(because), chance.choice(said["tail"])]
    return _post(chance, number, author, "tip", title, sentences, topics=tuple(topics))


def _sentence(clause: str) -> str:
    return f"{clause[0].upper()}{clause[1:]}."


def _question(chance: Random, number: int, author: Person) -> PostText:
    parts = _parts(author.lang)
    said = parts["question"]
    topic = chance.choice(list(said["topic"]))
    title, detail = chance.choice(said["topic"][topic]).split("|")
    product = chance.choice(load_products()).slug
    sentences = [chance.choice(said["lead"]), detail, chance.choice(parts["since"]["review"])]
    sentences.append(chance.choice(parts["product"][product]["good"]))
    return _post(chance, number, author, "question", title, sentences, product=product, topics=(topic,))


def _idea(chance: Random, number: int, author: Person) -> PostText:
    parts = _parts(author.lang)
    product = chance.choice(load_products()).slug
    wish, *rest = chance.sample(parts["idea"]["body"], 3)
    sentences = [chance.choice(parts["product"][product]["poor"]), wish, *rest]
    return _post(
        chance, number, author, "idea", chance.choice(parts["idea"]["title"]), sentences, product=product
    )


def _story(chance: Random, number: int, author: Person) -> PostText:
    said = _parts(author.lang)["story"]
    sentences = [
        chance.choice(said["opening"]),
        *chance.sample(said["middle"], 2),
        chance.choice(said["ending"]),
    ]
    topics = (chance.choice(["brewing-methods", "beans", "travel"]),)
    return _post(chance, number, author, "story", chance.choice(said["title"]), sentences, topics=topics)
