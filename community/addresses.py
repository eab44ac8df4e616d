"""Web addresses in people's words: which may stand in a link, and which bare ones become one.

Pure text: no network, no settings. `sanitize.py` asks `safe_href` about every address in a post, so this
module is half of the security boundary. It allows by rule (http, https, a path of our own site), never lists
what is bad.
"""

import re
from urllib.parse import urlsplit

MAX_ADDRESS = 2_000
"""Characters in one address. Longer ones are data, not places to go."""

# Browsers take tabs and line breaks out of an address before they read it, and trim controls and spaces.
_SKIPPED_BY_BROWSERS = re.compile(r"[\t\n\r]")
_TRIMMED_BY_BROWSERS = "".join(map(chr, range(0x21)))
# A backslash is a slash to browsers and a letter to parsers; controls never belong in an address.
_NEVER_IN_ADDRESS = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")

# Endings of file names that are also top-level domains: `README.md` is a file unless it says otherwise.
_FILE_ENDINGS = ("cc", "md", "mk", "ml", "pl", "ps", "py", "rs", "sc", "sh", "so", "zip")
# The generic and national endings that people write without "https://". Anything else needs it.
_ENDINGS = """
    ac ad ae af ag ai al am app ar art asia at au az ba bb bd be berlin bg biz blog bo br bw by bz ca cafe cat
    ch ci cl club cm cn co coffee com community coop cr cu cy cz de design dev dk do dz ec edu ee eg es eu fi
    fm fo fr ge gg gl gov gr gt hk hn hr ht hu id ie il in info int io iq ir is it jm jo jobs jp ke kg kh kr
    kw kz la lb li live lk lt lu lv ma mc me media mg mil mn mo mobi mt mu museum mx my na name net news ng ni
    nl no np nu nz online org pa page pe ph pk pro pt pw qa re ro ru rw sa se sg shop si site sk sl sm sn
    social software store studio su sv sy tech tf th tips tj tm tn to today top tr travel tt tv tw tz ua ug uk
    us uy uz va vc ve vg vi vn website wiki work world ws xyz za zm zw
"""
_LONGEST_FIRST = "|".join(sorted({*_ENDINGS.split(), *_FILE_ENDINGS}, key=len, reverse=True))

# One character of an address, as it stands in sanitised HTML: entities for < > and the hard space end it.
_CHARACTER = r"(?!&(?:lt|gt|nbsp);)[^\s<>\"`{}|^\\]"
# Every repetition is bounded and no match can start inside a word, so the time is linear in the text.
LINKABLE = re.compile(
    rf"""
    (?<![\w@.:/%&=+~-]) \({{0,3}}
    (?:
        [Hh][Tt][Tt][Pp][Ss]?://(?:{_CHARACTER}){{1,{MAX_ADDRESS}}}
      |
        (?:[^\W_][\w-]{{0,62}}\.){{1,5}}
        (?:{_LONGEST_FIRST})(?![\w@-]|\.\w|&amp;)
        (?:[/?](?:{_CHARACTER}){{0,{MAX_ADDRESS}}})?
    )
    """,
    re.VERBOSE,
)
_HAS_SCHEME = re.compile(r"https?://", re.IGNORECASE)


def safe_href(address: str) -> str | None:
    """The address as it may stand in a link, or None if nobody should be led there.

    Allowed: absolute http and https addresses without a user name (`https://brand@elsewhere` is a disguise),
    and paths of our own site, which begin with exactly one slash.
    """
    address = _SKIPPED_BY_BROWSERS.sub("", address.strip(_TRIMMED_BY_BROWSERS))
    if len(address) > MAX_ADDRESS or _NEVER_IN_ADDRESS.search(address):
        return None
    if address.startswith("/"):
        return None if address.startswith("//") else address
    if not _HAS_SCHEME.match(address):
        return None
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - reading it raises for a port that is not a number
    except ValueError:
        return None
    return address.replace(" ", "%20") if parts.hostname and "@" not in parts.netloc else None


def link_target(words: str) -> str | None:
    """Where words found by `LINKABLE` should lead, or None if they only look like an address.

    A bare `kaffe.no` gets https. A bare name with the ending of a file (`README.md`, `main.py`) stays words.
    """
    if _HAS_SCHEME.match(words):
        return safe_href(words)
    host = re.split(r"[/?]", words, maxsplit=1)[0]
    if host.rpartition(".")[2] in _FILE_ENDINGS and not host.startswith("www."):
        return None
    return safe_href(f"https://{words}")
