"""The demo brand's words as typed, frozen values, read from the TOML files in `demo/data`.

Nothing here touches the database. The files hold one language each where the text is long (posts, stories)
and both languages side by side where it is short (products, topics, alternative texts). A file that does not
fit raises `KeyError` or `TypeError` with the field's name: they are our own files, and a test reads them all.
"""

from __future__ import annotations

import hashlib
import html
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from demo.brand import ART

DATA: Final = Path(__file__).parent / "data"
LANGUAGES: Final = ("en", "nb")

Language = Literal["en", "nb"]
PostKind = Literal["tip", "review", "question", "idea", "story"]
PostState = Literal["published", "waiting", "declined", "out_of_feeds"]
Tie = Literal["", "employee", "incentive"]
BlockKind = Literal["text", "heading", "quote", "picture", "voices", "call"]


@dataclass(frozen=True)
class Words:
    """The same words in both languages."""

    en: str
    nb: str

    def to(self, language: str) -> str:
        """The words in `language` ("en" or "nb")."""
        return {"en": self.en, "nb": self.nb}[language]


@dataclass(frozen=True)
class Art:
    """A drawn picture: `path` is the file to upload, `alt` says what there is to see."""

    name: str
    path: Path
    alt: Words


@dataclass(frozen=True)
class Topic:
    slug: str
    picture: str
    name: Words
    summary: Words


@dataclass(frozen=True)
class Fact:
    label: Words
    value: Words


@dataclass(frozen=True)
class Feature:
    """A claim the brand makes about a product; `topic` is where customers speak about the same thing."""

    topic: str
    heading: Words
    claim: Words


@dataclass(frozen=True)
class QuestionAnswered:
    question: Words
    answer: Words


@dataclass(frozen=True)
class ProductText:
    """A product and its editorial page. `tags` are what blogs write; the first picture is the leading one."""

    slug: str
    tags: tuple[str, ...]
    pictures: tuple[str, ...]
    name: Words
    what: Words
    price: Words
    tagline: Words
    summary: Words
    intro: Words
    facts: tuple[Fact, ...]
    features: tuple[Feature, ...]
    faq: tuple[QuestionAnswered, ...]


@dataclass(frozen=True)
class Block:
    """A part of a story. Only the fields its `kind` needs are filled: see the head of stories_en.toml."""

    kind: BlockKind
    html: str = ""
    text: str = ""
    who: str = ""
    picture: str = ""
    heading: str = ""
    button: str = ""
    post_kind: str = ""
    product: str = ""
    topic: str = ""


@dataclass(frozen=True)
class PageWords:
    """A page's words in one language."""

    title: str
    summary: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class PageText:
    """A story or landing page in both languages; `author` is a handle on the staff."""

    key: str
    kind: Literal["story", "landing"]
    slug: Words
    picture: str
    author: str
    topics: tuple[str, ...]
    products: tuple[str, ...]
    days_ago: int
    en: PageWords
    nb: PageWords

    def to(self, language: str) -> PageWords:
        return {"en": self.en, "nb": self.nb}[language]


@dataclass(frozen=True)
class HomeText:
    picture: str
    title: Words
    lead: Words
    invitation: Words


@dataclass(frozen=True)
class Person:
    """A member. `role` is None for customers; `owns` lists the products whose purchase is verified."""

    handle: str
    name: str
    mail: str
    lang: Language
    bio: str
    joined_days_ago: int
    role: Words | None
    avatar: str
    owns: tuple[str, ...]


@dataclass(frozen=True)
class Useful:
    """One member's rating of a post's usefulness, 1 to 5."""

    rater: str
    value: int


@dataclass(frozen=True)
class PostText:
    """A member's post; `body` is HTML of p, strong, em, ul, ol, li, blockquote, h3 and a.

    `earlier` is the body it first had, "" where it never changed.
    """

    key: str
    author: str
    kind: PostKind
    lang: Language
    title: str
    body: str
    days_ago: int
    product: str = ""
    topics: tuple[str, ...] = ()
    stars: int | None = None
    owned_for: str = ""
    pros: tuple[str, ...] = ()
    cons: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    tie: Tie = ""
    useful: tuple[Useful, ...] = ()
    photos: tuple[str, ...] = ()
    state: PostState = "published"
    earlier: str = ""


@dataclass(frozen=True)
class CommentText:
    """A comment under the post `post`; `reply_to` is the key of the comment it answers, or "".

    `update`: how the thing holds up, by whoever reviewed it.
    """

    key: str
    post: str
    author: str
    lang: Language
    body: str
    days_ago: int
    reply_to: str = ""
    official: bool = False
    accepted: bool = False
    update: bool = False


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def _pair(values: dict[str, list[str]], at: int) -> Words:
    return Words(en=values["en"][at], nb=values["nb"][at])


@cache
def load_topics() -> tuple[Topic, ...]:
    """The topics in their order of showing."""
    return tuple(
        Topic(row["slug"], row["picture"], Words(**row["name"]), Words(**row["summary"]))
        for row in _read("topics.toml")["topic"]
    )


@cache
def load_products() -> tuple[ProductText, ...]:
    """The six products in their order of showing."""
    return tuple(_product(row) for row in _read("products.toml")["product"])


def _product(row: dict[str, Any]) -> ProductText:
    words = {name: Words(**row[name]) for name in ("name", "what", "price", "tagline", "summary", "intro")}
    return ProductText(
        slug=row["slug"],
        tags=tuple(row["tags"]),
        pictures=tuple(row["pictures"]),
        facts=tuple(Fact(label=_pair(fact, 0), value=_pair(fact, 1)) for fact in row["facts"]),
        features=tuple(
            Feature(topic=item["topic"], heading=Words(**item["heading"]), claim=Words(**item["claim"]))
            for item in row["feature"]
        ),
        faq=tuple(
            QuestionAnswered(Words(**item["question"]), Words(**item["answer"])) for item in row["faq"]
        ),
        **words,
    )


@cache
def load_home() -> HomeText:
    """The words above the home page's feed."""
    row = _read("pages.toml")["home"]
    return HomeText(row["picture"], Words(**row["title"]), Words(**row["lead"]), Words(**row["invitation"]))


@cache
def load_pages() -> tuple[PageText, ...]:
    """The five stories and the landing page; the six product pages are made of `load_products()`."""
    spoken = {language: _read(f"stories_{language}.toml") for language in LANGUAGES}
    return tuple(
        PageText(
            key=row["key"],
            kind=row["kind"],
            slug=Words(**row["slug"]),
            picture=row["picture"],
            author=row["author"],
            topics=tuple(row["topics"]),
            products=tuple(row["products"]),
            days_ago=row["days_ago"],
            en=_page_words(spoken["en"][row["key"]]),
            nb=_page_words(spoken["nb"][row["key"]]),
        )
        for row in _read("pages.toml")["page"]
    )


def _page_words(row: dict[str, Any]) -> PageWords:
    return PageWords(row["title"], row["summary"], tuple(Block(**block) for block in row["block"]))


@cache
def load_people() -> tuple[Person, ...]:
    """The sixty members, the four demo sign-ins first."""
    return tuple(
        Person(
            handle=row["handle"],
            name=row["name"],
            mail=row.get("mail", f"{row['handle']}@demo.example"),
            lang=row["lang"],
            bio=row["bio"],
            joined_days_ago=row["joined"],
            role=Words(**row["role"]) if "role" in row else None,
            avatar=row.get("avatar", ""),
            owns=tuple(row.get("owns", ())),
        )
        for row in _read("people.toml")["person"]
    )


@cache
def load_art() -> dict[str, Art]:
    """Every picture by name. Where its file lies follows from its kind."""
    folders = {"editorial": ("editorial", "webp"), "photo": ("photos", "jpg"), "avatar": ("avatars", "webp")}
    art = {}
    for row in _read("pictures.toml")["picture"]:
        folder, ending = folders[row["kind"]]
        path = ART / folder / f"{row['name']}.{ending}"
        art[row["name"]] = Art(name=row["name"], path=path, alt=Words(en=row["en"], nb=row["nb"]))
    return art


def _post_rows() -> Iterator[tuple[Language, dict[str, Any]]]:
    for language in ("en", "nb"):
        for path in sorted(DATA.glob(f"posts_{language}_*.toml")):
            for row in _read(path.name)["post"]:
                yield language, row


@cache
def load_posts() -> tuple[PostText, ...]:
    """The two hundred posts, newest first."""
    posts = [
        PostText(
            key=row["key"],
            author=row["by"],
            kind=row["kind"],
            lang=language,
            title=row["title"],
            body=row["body"].strip(),
            days_ago=row["days"],
            product=row.get("product", ""),
            topics=tuple(row.get("topics", ())),
            stars=row.get("stars"),
            owned_for=row.get("owned", ""),
            pros=tuple(row.get("pros", ())),
            cons=tuple(row.get("cons", ())),
            steps=tuple(row.get("steps", ())),
            tie=row.get("tie", ""),
            useful=spread_ratings(row["key"], row["by"], row.get("useful", ())),
            photos=tuple(row.get("photos", ())),
            state=row.get("state", "published"),
            earlier=row.get("earlier", "").strip(),
        )
        for language, row in _post_rows()
    ]
    return tuple(sorted(posts, key=lambda post: (post.days_ago, post.key)))


def spread_ratings(key: str, author: str, values: tuple[int, ...] | list[int]) -> tuple[Useful, ...]:
    """Give each rating in `values` to a customer other than the author, always the same one.

    The files list values only: who pressed the button matters little, that nobody presses it twice matters.
    """
    raters = [person.handle for person in load_people() if person.role is None and person.handle != author]
    raters.sort(key=lambda handle: hashlib.sha256(f"{key}:{handle}".encode()).digest())
    return tuple(Useful(rater, value) for rater, value in zip(raters, values, strict=False))


@cache
def load_comments() -> tuple[CommentText, ...]:
    """All comments, each post's in the order they were written."""
    return tuple(
        CommentText(
            key=f"{post['key']}:{number}",
            post=post["key"],
            author=row["by"],
            lang=row.get("lang", language),
            body=_paragraphs(row["text"]),
            days_ago=row["days"],
            reply_to=f"{post['key']}:{row['to']}" if "to" in row else "",
            official=row.get("official", False),
            accepted=row.get("accepted", False),
            update=row.get("update", False),
        )
        for language, post in _post_rows()
        for number, row in enumerate(post.get("comment", ()), start=1)
    )


def _paragraphs(text: str) -> str:
    """Plain text as HTML: a blank line begins a new paragraph."""
    return "".join(f"<p>{html.escape(part.strip(), quote=False)}</p>" for part in text.split("\n\n"))
