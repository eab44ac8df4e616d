"""Mail addresses and phone numbers in a text that its writer may not know is public.

Prices, weights, dates, ISBNs and lists of numbers are no phone numbers. When in doubt it says nothing: the
signal is a kindness, and one that cries at "250 ml" is ignored.
"""

import re
from typing import Final

_MAIL = re.compile(r"(?<![\w.+@-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![\w@])")
_DIGITS = re.compile(
    r"(?<![\w.,:;/#=@+-])(?:\+|00)?\(?\d[\d ().\-\u00a0\u2011\u2013/]{5,22}\d(?![\w%]|[.,]\d)"
)
_NUMBER_OF = r"[\s.:#–-]*(?:(?:nr|no|number)[\s.:#]*)?$"
# Words before a number that say it is one to call, or that it is something else.
_CALL = re.compile(
    r"(?:tel|tlf|telefon|phone|mobile?|mob|cell|call(?: me)?(?: on| at)?|ring(?: meg)?(?: på)?|sms|text"
    r"|whatsapp|signal|vipps)" + _NUMBER_OF,
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"(?:isbn(?:-1[03])?|ean|issn|gtin|order|ordre|faktura|invoice|art|sku|serial|serie|model|modell|org|nr|no|kr"
    r"|nok|sek|dkk|eur|usd|gbp|[€$£])" + _NUMBER_OF,
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\s?(?:kr|nok|sek|dkk|eur|usd|gbp|,-|[€$£%°]|k?g|mg|[mcd]?l|[mck]?m|k?w|v|hz|rpm|x|grader|degrees|min\w*"
    r"|sek\w*|sec\w*|s|t|timer|hours?)(?!\w)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_COMPACT_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_FULL_DATE: Final = {(1, 1, 4), (1, 2, 4), (2, 1, 4), (2, 2, 4), (4, 2, 2), (4, 1, 2), (4, 2, 1), (4, 1, 1)}
_NATIONAL: Final = {(8,), (3, 2, 3), (2, 2, 2, 2), (4, 4), (3, 3, 4), (3, 7), (5, 6), (5, 3, 3)}


def contact_detail(text: str) -> str:
    """The first mail address or phone number in a plain text, or ""."""
    if mail := _MAIL.search(text):
        return mail[0]
    for match in _DIGITS.finditer(text):
        if _is_phone(
            match[0], text[max(0, match.start() - 24) : match.start()], text[match.end() : match.end() + 12]
        ):
            return match[0].strip()
    return ""


def _is_phone(number: str, before: str, after: str) -> bool:
    groups = re.findall(r"\d+", number)
    digits = "".join(groups)
    if not 7 <= len(digits) <= 15 or _UNIT.match(after):
        return False
    if _CALL.search(before):
        return True
    if _OTHER.search(before):
        return False
    if number.startswith(("+", "00")):
        return len(digits) >= 9
    shape = tuple(map(len, groups))
    if shape in _FULL_DATE or _COMPACT_DATE.fullmatch(digits) or all(map(_YEAR.fullmatch, groups)):
        return False
    if len(groups) > 2 and groups == sorted(groups, key=int) and all(int(group) % 5 == 0 for group in groups):
        return False  # 20 25 30 35: a series of steps
    if number.startswith(("0", "(")):
        return len(digits) >= 9
    return shape in _NATIONAL and digits[0] in "23456789"
