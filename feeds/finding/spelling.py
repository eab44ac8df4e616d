"""Did you mean: other words where those asked for find little, made of what may be seen.

Near words are looked for in a bounded part of what is public now, the newest of it, and nothing of it is
kept: a word that is public no more is not offered. What is offered was looked for, and finds something.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

from community.models import Post
from content.models import EditorialPage, Product, Topic
from content.shown import shown_pages
from feeds.finding.candidates import finds_any
from feeds.finding.texts import KINDS_OF_PAGES, page_text, post_text, specific
from feeds.finding.words import LONGEST_WORD, stem_of, terms_of, written_words

TEXTS: Final = 300
"""Posts whose words are known, and pages: the newest of each."""
LIKE: Final = 0.72
"""How alike two words have to be (difflib's ratio)."""
SHORTEST: Final = 4
OFFERS: Final = 2

Vocabulary = dict[str, tuple[str, int]]
"""By a folded word, how it is mostly written and how often."""


def did_you_mean(query: str, language: str) -> list[str]:
    """Return other queries near to this one that find something, the nearest first; mostly none or one."""
    known = vocabulary(_public_texts(language))
    wrong = [
        term.typed
        for term in terms_of(query)
        if len(term.typed) >= SHORTEST and not any(word.startswith(term.stem) for word in known)
    ]
    near = {word: _near(word, known) for word in wrong}
    if not wrong or not all(near.values()):
        return []
    offers = []
    for turn in range(OFFERS):
        # The first is put right in more than one way, the others in the likeliest.
        words = {word: ways[0] for word, ways in near.items()}
        words[wrong[0]] = near[wrong[0]][min(turn, len(near[wrong[0]]) - 1)]
        offers.append(" ".join(words.get(folded, written) for folded, written in written_words(query)))
    return [offer for offer in dict.fromkeys(offers) if finds_any(terms_of(offer), language)]


def vocabulary(texts: Iterable[str]) -> Vocabulary:
    """Return the words of some texts."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for folded, written in written_words(text):
            if SHORTEST <= len(folded) < LONGEST_WORD:
                spellings[folded][written.lower()] += 1
    return {folded: (written.most_common(1)[0][0], written.total()) for folded, written in spellings.items()}


def _near(wrong: str, known: Vocabulary) -> list[str]:
    """Return the known words most like this one, as they are written; of forms of one word the commonest."""
    alike: list[tuple[float, int, str]] = []
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wrong)
    for folded, (_written, times) in known.items():
        if abs(len(folded) - len(wrong)) > 2:
            continue
        matcher.set_seq1(folded)
        if matcher.real_quick_ratio() >= LIKE and matcher.quick_ratio() >= LIKE:
            alike.append((matcher.ratio(), times, folded))
    near: dict[str, str] = {}
    for ratio, _times, folded in sorted(alike, reverse=True):
        if ratio >= LIKE:
            near.setdefault(stem_of(folded), unicodedata.normalize("NFC", known[folded][0]))
    return list(near.values())[:OFFERS]


def _public_texts(language: str) -> Iterable[str]:
    """Yield words of what may be seen now; four queries."""
    for named in (*Product.objects.all(), *Topic.objects.all()):
        yield " ".join(map(str, named.names.values()))
    posts = Post.objects.published().newest_first().select_related("author", "public_revision")
    for post in posts[:TEXTS]:
        revision = post.shown_revision
        yield f"{revision.title} {post_text(revision)}"
        if post.author.is_active and post.author.banned_at is None:
            yield post.author.name
    rows = shown_pages().filter(alias_of=None, locale__language_code=language).select_related(*KINDS_OF_PAGES)
    for row in rows.order_by("-first_published_at")[:TEXTS]:
        if isinstance(page := specific(row), EditorialPage):
            yield f"{page.title} {page_text(page)}"
