"""The risk of a contribution: a transparent sum of points, each shown to whoever decides.

Pure: facts in, an assessment out. `Facts` has no stars and no tone, so neither can count. Points and
thresholds are judgement until a site has measured how often each signal was right; they are data (`Rules`)
for that reason.
"""

import functools
import itertools
import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.naming.lookalikes import mixed_script_word
from community.words.language import detect
from moderation.contact import contact_detail

PUBLISH, OUT_OF_FEEDS, HOLD, HOLD_AND_PAUSE = "publish", "out_of_feeds", "hold", "hold_and_pause"

POINTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "first_hour": 10,
        "first_day": 5,
        "hasty_first_post": 15,
        "outside_link": 10,
        "bad_link": 25,
        "links_paused": 60,
        "copy_of_another": 20,
        "copy_of_own": 15,
        "mixed_scripts": 20,
        "capitals": 10,
        "shouting": 5,
        "contact_detail": 15,
        "watched_word": 20,
        "foreign_language": 10,
        "earlier_spam": 30,
        "verified_owner": -15,
        "approved_posts": -10,
        "trusted": -20,
    }
)
MAX_LINK_POINTS: Final = 30
MAX_APPROVED_DISCOUNT: Final = -30
HASTY: Final = timedelta(seconds=5)
PASTED: Final = 200
"""Characters pasted into a first post above which it counts as hasty."""
MASS: Final = 3
"""Contributions of one account held within a day from which a copy among them is high-volume spam."""
BESIDE: Final = 40
"""Characters on either side of a watched word that tell what language it stands in."""
MOST_MATCHES: Final = 50
MIN_LETTERS: Final = 20
"""Letters above which the share of capitals is judged."""
MAX_CAPITALS: Final = 0.4

SENTENCES: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        "first_hour": _("First post, from an account less than an hour old"),
        "first_day": _("Account less than a day old"),
        "hasty_first_post": _("First post, written in seconds or pasted"),
        "outside_link": _("Links to other sites: %(detail)s"),
        "bad_link": _("Links to a site that is blocked or was often rejected: %(detail)s"),
        "links_paused": _("Links of this member are paused for a day"),
        "copy_of_another": _("Nearly the same text as another member's of the last 7 days"),
        "copy_of_own": _("Nearly the same text as the member's own of the last 7 days"),
        "mixed_scripts": _("A word mixes letters of different alphabets: %(detail)s"),
        "capitals": _("Mostly in capital letters"),
        "shouting": _("Rows of emoji or exclamation marks"),
        "contact_detail": _("A mail address or phone number that everybody could read: %(detail)s"),
        "watched_word": _("A watched word: %(detail)s"),
        "foreign_language": _("In none of the site's languages"),
        "earlier_spam": _("A post of this member was rejected as spam in the last 90 days"),
        "verified_owner": _("The member is a verified owner of the product"),
        "approved_posts": _("Earlier posts of this member that were approved: %(detail)s"),
        "trusted": _("The member is trusted more than most"),
    }
)

_EMOJI = "[\u2600-\u27bf\u2b50\u2b55\U0001f300-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]{0,2}+"
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_SENTENCE_END = re.compile(r"[.!?\n]")
# Never begun inside a joined emoji and never gone back on, so that a mile of joined emoji takes no time.
_SHOUTING = re.compile(f"(?<!\u200d)(?:(?:{_EMOJI}(?>(?:\u200d{_EMOJI}){{0,8}})|{_FLAG})\\s?){{6}}|!{{5}}")


@dataclass(frozen=True)
class Facts:
    """What is known of a contribution when it is screened. Neither stars nor tone are among it, and never
    will be.

    `may_link` is of members above the lowest level: their links raise no question, but to listed hosts.
    `links_paused` is of a new account for a day after something of theirs reached the highest band.
    `text` is title and body as plain text. `seconds_to_write` is None where nobody typed (an imported entry).
    `link_hosts` has a host for each link to another site; `overposted_hosts` are those seen in more than 5
    posts by more than 3 authors in 48 hours, of which more than half were rejected. `trust_percentile` is 0
    to 1.
    """

    text: str
    account_age: timedelta
    is_first_post: bool = False
    seconds_to_write: float | None = None
    pasted_characters: int = 0
    link_hosts: tuple[str, ...] = ()
    overposted_hosts: frozenset[str] = frozenset()
    may_link: bool = False
    links_paused: bool = False
    copies_another: bool = False
    copies_own: bool = False
    is_foreign: bool = False
    spam_rejections: int = 0
    is_verified_owner: bool = False
    approved_posts: int = 0
    trust_percentile: float = 0.0


@dataclass(frozen=True)
class Rules:
    """What a site has decided: points, lists, and where the bands begin."""

    points: Mapping[str, int] = field(default_factory=lambda: POINTS)
    watched_words: frozenset[str] = frozenset()
    blocked_hosts: frozenset[str] = frozenset()
    # By language, of those the form does not say.
    words_elsewhere: Mapping[str, frozenset[str]] = field(default_factory=dict)
    hosts_elsewhere: Mapping[str, frozenset[str]] = field(default_factory=dict)
    out_of_feeds_from: int = 25
    hold_from: int = 60
    pause_from: int = 90

    def band_of(self, risk: int) -> str:
        if risk >= self.pause_from:
            return HOLD_AND_PAUSE
        if risk >= self.hold_from:
            return HOLD
        return OUT_OF_FEEDS if risk >= self.out_of_feeds_from else PUBLISH


@dataclass(frozen=True)
class Signal:
    """One thing that fired: what, how many points, and the word, host or number it was about."""

    code: str
    points: int
    detail: str = ""

    def as_row(self) -> dict[str, str | int]:
        """The signal as a case stores it."""
        return {"code": self.code, "points": self.points, "detail": self.detail}


@dataclass(frozen=True)
class Assessment:
    """The risk, 0 to 100, the band it falls in, and everything that fired, the heaviest first."""

    risk: int
    band: str
    signals: tuple[Signal, ...]


def assess(facts: Facts, rules: Rules | None = None) -> Assessment:
    """What a contribution's risk is, and why."""
    rules = rules or Rules()
    signals = [*_of_the_member(facts, rules), *_of_the_links(facts, rules), *_of_the_text(facts, rules)]
    risk = max(0, min(100, sum(signal.points for signal in signals)))
    signals.sort(key=lambda signal: (-signal.points, signal.code))
    band = rules.band_of(risk)
    if band != HOLD_AND_PAUSE and any(signal.code == "links_paused" for signal in signals):
        # Nothing that speaks for a member ends a pause.
        band = HOLD
    return Assessment(risk, band, tuple(signals))


def is_mass_spam(facts: Facts, found: Assessment, held_lately: int) -> bool:
    """Whether this is deceptive advertising in high volume, which is logged and not mailed about.

    Only at the highest band, from a new account, with a link; and only where the same text was held from that
    account again and again within a day (`held_lately`), or the site it leads to is spread by several.
    """
    if found.band != HOLD_AND_PAUSE or facts.may_link or not facts.link_hosts:
        return False
    spreads = any(is_listed(host, facts.overposted_hosts) for host in facts.link_hosts)
    repeats = facts.copies_own or facts.copies_another
    return spreads or (repeats and held_lately >= MASS)


def _of_the_member(facts: Facts, rules: Rules) -> Iterator[Signal]:
    fired = {
        "first_hour": facts.is_first_post and facts.account_age < timedelta(hours=1),
        "first_day": facts.account_age < timedelta(days=1),
        "hasty_first_post": facts.is_first_post and _is_hasty(facts),
        "earlier_spam": facts.spam_rejections > 0,
        "verified_owner": facts.is_verified_owner,
        "trusted": facts.trust_percentile > 0.5,
        "copy_of_another": facts.copies_another,
        "copy_of_own": facts.copies_own,
        "foreign_language": facts.is_foreign,
    }
    for code, has_fired in fired.items():
        if has_fired:
            yield Signal(code, rules.points[code])
    if fives := facts.approved_posts // 5:
        points = max(MAX_APPROVED_DISCOUNT, rules.points["approved_posts"] * fives)
        yield Signal("approved_posts", points, str(facts.approved_posts))


def _is_hasty(facts: Facts) -> bool:
    typed_too_fast = facts.seconds_to_write is not None and facts.seconds_to_write < HASTY.total_seconds()
    return typed_too_fast or facts.pasted_characters > PASTED


def _of_the_links(facts: Facts, rules: Rules) -> Iterator[Signal]:
    if not facts.link_hosts:
        return
    if not facts.may_link:
        points = min(MAX_LINK_POINTS, rules.points["outside_link"] * len(facts.link_hosts))
        yield Signal("outside_link", points, ", ".join(dict.fromkeys(facts.link_hosts)))
        if facts.links_paused:
            yield Signal("links_paused", rules.points["links_paused"])
    blocked = rules.blocked_hosts | facts.overposted_hosts
    if host := listed_host(facts.link_hosts, facts.text, replace(rules, blocked_hosts=blocked)):
        yield Signal("bad_link", rules.points["bad_link"], host)


def listed_host(hosts: Iterable[str], text: str, rules: Rules) -> str:
    """Return the first host that is blocked for a text, "" if none is."""
    for host in dict.fromkeys(hosts):
        if is_listed(host, rules.blocked_hosts):
            return host
        for language, listed in rules.hosts_elsewhere.items():
            if is_listed(host, listed) and _may_be_in(language, text):
                return host
    return ""


def ascii_host(host: str) -> str:
    """Return a host in the one spelling that lists go by: small letters, punycode, no dot at the end."""
    plain = host.casefold().rstrip(".")
    try:
        return plain.encode("idna").decode()
    except UnicodeError:
        # Too long or too odd to exist; it is still compared as it stands.
        return plain


def is_listed(host: str, listed: Container[str]) -> bool:
    """Whether a host or a domain it belongs to is on a list: `shop.example.com` is if `example.com` is."""
    spellings = [host.casefold().rstrip(".").split("."), ascii_host(host).split(".")]
    return any(".".join(labels[at:]) in listed for labels in spellings for at in range(len(labels)))


def _of_the_text(facts: Facts, rules: Rules) -> Iterator[Signal]:
    found = {
        "mixed_scripts": mixed_script_word(facts.text),
        "contact_detail": contact_detail(facts.text),
        "watched_word": listed_word(facts.text, rules),
    }
    for code, detail in found.items():
        if detail:
            yield Signal(code, rules.points[code], detail)
    letters = [letter for letter in facts.text if letter.isupper() or letter.islower()]
    if len(letters) > MIN_LETTERS and sum(map(str.isupper, letters)) > MAX_CAPITALS * len(letters):
        yield Signal("capitals", rules.points["capitals"])
    if _SHOUTING.search(facts.text):
        yield Signal("shouting", rules.points["shouting"])


def watched_word(text: str, words: frozenset[str]) -> str:
    """Return the first of some words or phrases that stands in a text, "" if none does."""
    return next((match[0] for match in _matches(text, words)), "")


def listed_word(text: str, rules: Rules) -> str:
    """Return the first word of a text that is watched for, "" if none is.

    A word of another language than the form says counts where the words around it are in that language: an
    author cannot dodge a list by what they choose in the form, nor by a page in another language above it.
    An honest word that is spelled the same ("fart" is speed in Norwegian) is left alone for that reason: of
    2,400 places in the demo's posts, five were taken for the other language.
    """
    if found := watched_word(text, rules.watched_words):
        return found
    for language, words in rules.words_elsewhere.items():
        for match in itertools.islice(_matches(text, words), MOST_MATCHES):
            if _may_be_in(language, _around(match), text):
                return match[0]
    return ""


def _matches(text: str, words: frozenset[str]) -> Iterator[re.Match[str]]:
    return _pattern_of(words).finditer(unicodedata.normalize("NFKC", text).casefold()) if words else iter(())


def _around(match: re.Match[str]) -> str:
    """Return what stands beside a match in its sentence."""
    start, end = match.span()
    before = _SENTENCE_END.split(match.string[max(0, start - BESIDE) : start])[-1]
    return before + match[0] + _SENTENCE_END.split(match.string[end : end + BESIDE])[0]


def _may_be_in(language: str, *texts: str) -> bool:
    """Whether the first of some texts that is long enough to tell is in a language; yes where none is.

    A listed word alone adds too few points to stop anything, so that in doubt it may count.
    """
    return next(filter(None, map(detect, texts)), language) == language


@functools.lru_cache(maxsize=32)
def _pattern_of(words: frozenset[str]) -> re.Pattern[str]:
    """Whole words and phrases only: a list that holds "rolex" says nothing of "folexrolexa"."""
    normal = sorted({unicodedata.normalize("NFKC", word).casefold() for word in words}, key=len, reverse=True)
    phrases = (r"\s+".join(map(re.escape, word.split())) for word in normal)
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)")


def sentence(code: str, detail: str = "") -> str:
    """A signal in words for the desk and, where it is theirs, the author; an old code reads as itself."""
    return str(SENTENCES[code]) % {"detail": detail} if code in SENTENCES else code
