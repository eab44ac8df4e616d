"""What a reader narrows a search by: kind, product, stars, language, by whom. No ORM.

Stars are here because readers may ask for them; no order and no limit looks at them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

GROUPS: Final = ("kind", "product", "stars", "language", "by")
MOST_VALUES: Final = 20
"""Values of one group that are read from an address."""

BRAND, CUSTOMER, OWNER = "brand", "customer", "owner"
PRODUCT, PAGE, MEMBER = "product", "page", "member"

_VALUES: Final = {
    "kind": re.compile("tip|review|question|idea|story|product|page|member"),
    "product": re.compile("[a-z0-9-]{1,60}"),
    "stars": re.compile("[1-5]"),
    "language": re.compile("[a-z]{2,3}(-[a-z]{2,4})?"),
    "by": re.compile("brand|customer|owner"),
}

Chosen = Mapping[str, frozenset[str]]
"""Values by group; nothing of groups in which nothing is chosen."""


@dataclass(frozen=True)
class Candidate:
    """Something that was found and may be seen, with what it can be told apart by.

    `source` is "post", "page" or "member", `pk` the id of that; `values` are by group.
    """

    source: str
    pk: int
    title: str
    language: str
    at: datetime
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)


def chosen_in(asked: Any) -> Chosen:
    """Return what an address chose; `asked` is its `QueryDict`. What no group ever holds is not read."""
    read = {group: frozenset(asked.getlist(group)[:MOST_VALUES]) for group in GROUPS}
    known = {
        group: frozenset(value for value in values if _VALUES[group].fullmatch(value))
        for group, values in read.items()
    }
    return {group: values for group, values in known.items() if values}


def fits(candidate: Candidate, chosen: Chosen, *, but: str = "") -> bool:
    """Whether it has one of the chosen values in every group, `but` one."""
    return all(
        candidate.values.get(group, frozenset()) & values for group, values in chosen.items() if group != but
    )


def counts(candidates: Iterable[Candidate], chosen: Chosen) -> dict[str, Counter[str]]:
    """Return by group how many have each value, of those that fit what is chosen in the other groups.

    So the number beside a value is what choosing it brings. Chosen values are there even with 0.
    """
    found: dict[str, Counter[str]] = {
        group: Counter(dict.fromkeys(chosen.get(group, ()), 0)) for group in GROUPS
    }
    for candidate in candidates:
        for group in GROUPS:
            if fits(candidate, chosen, but=group):
                found[group].update(candidate.values.get(group, ()))
    return found
