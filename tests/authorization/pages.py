"""Which addresses of the table are pages, and who opens each: for the browser tests and for script/audit.

Nothing here is listed by hand but what the table does not name: Wagtail's own pages worth a look.
"""

import re
from dataclasses import dataclass
from itertools import product

from tests.authorization.people import COLUMNS
from tests.test_authorization import TABLE

# Who opens pages: a stranger, a member with one of everything, and staff who may do all.
PEOPLE = ("visitor", "author", "admin")
STATUSES = {"ok": 200, "no": 403, "404": 404, "410": 410}
# Of files a browser draws a page of its own, with styles of its own, or it saves them.
FILES = re.compile(
    r"^/(brand-|photos/|drafts/|healthz|robots|sitemap|my/data/copies/|feeds/home\.)|/picture/$|\.(csv|json)$"
)
# These have one address in all languages.
ONE_ADDRESS = ("/cms/", "/dev/")
STAFF_HOME = "/cms/"
# Wagtail's alone: nothing of ours stands in them but the frame.
WAGTAILS = [
    "/cms/pages/",
    "/cms/images/",
    "/cms/documents/",
    "/cms/redirects/",
    "/cms/users/",
    "/cms/reports/site-history/",
    "/cms/snippets/content/product/",
    "/cms/snippets/content/topic/",
]
# What staff find more on than the author does.
MORE_FOR_STAFF = {"/", "/products/{product}/", "/posts/{public}-{slug}/", "/members/{handle}/"}

THEMES, LANGUAGES, WIDTHS = ("light", "dark"), ("en", "nb"), (390, 1440)


@dataclass(frozen=True)
class Look:
    """One way a page can be looked at."""

    theme: str
    language: str
    width: int


LOOKS = [Look(*each) for each in product(THEMES, LANGUAGES, WIDTHS)]
# The fewest in which each theme meets each language and each size, and each language each size.
ROTATED = [
    Look("light", "en", 390),
    Look("dark", "nb", 390),
    Look("dark", "en", 1440),
    Look("light", "nb", 1440),
]


@dataclass(frozen=True)
class Entry:
    """A page: who opens it, its address with names in braces, and how it is answered."""

    who: str
    address: str
    status: int = 200

    def path(self, language: str, names: dict[str, object]) -> str:
        """Return its address in a language."""
        path = self.address.format(**names)
        return path if language == "en" or path.startswith(ONE_ADDRESS) else f"/{language}{path}"


def entries(who: str) -> list[Entry]:
    """Return what somebody opens: all they may read, and one page of each way to be refused.

    Staff open what is theirs alone, and the few pages that offer them more.
    """
    column = COLUMNS.index(who)
    rows = [
        (address, expected[column], expected[COLUMNS.index("author")])
        for method, address, expected in TABLE
        if method == "GET" and not FILES.search(address)
    ]
    found = [
        Entry(who, address)
        for address, word, authors in rows
        if word == "ok" and (who != "admin" or authors != "ok" or address in MORE_FOR_STAFF)
    ]
    if who == "admin":
        return found + [Entry(who, address) for address in (STAFF_HOME, *WAGTAILS)]
    refused = {word: address for address, word, _ in reversed(rows) if word in ("no", "404", "410")}
    return found + [Entry(who, address, STATUSES[word]) for word, address in sorted(refused.items())]


def rotated(who: str) -> dict[Look, list[Entry]]:
    """Deal somebody's pages out to the looks, each page one; whoever opens it next has another."""
    shift = PEOPLE.index(who)
    addresses = sorted({address for _, address, _ in TABLE} | {STAFF_HOME, *WAGTAILS})
    dealt: dict[Look, list[Entry]] = {look: [] for look in ROTATED}
    for entry in entries(who):
        look = ROTATED[(addresses.index(entry.address) + shift) % len(ROTATED)]
        dealt[look].append(entry)
    return dealt
