"""The facets of a search as a form: groups of boxes with counts, and what is chosen with a way to let go."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.conf.locale import LANG_INFO
from django.http import QueryDict
from django.utils.translation import gettext as _, ngettext

from community.models import Post
from content.models import Product
from feeds.finding.facets import BRAND, CUSTOMER, GROUPS, MEMBER, OWNER, PAGE, PRODUCT, Chosen

MOST: Final = 12
"""Choices of one group; of more, those that find most."""


@dataclass(frozen=True)
class Choice:
    """A box to tick. `let_go` is the address of this search without it, where it is ticked."""

    value: str
    label: str
    count: int
    is_chosen: bool = False
    let_go: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Group:
    name: str
    legend: str
    choices: list[Choice]


def groups_of(counted: Mapping[str, Counter[str]], chosen: Chosen, asked: QueryDict) -> list[Group]:
    """Return the groups in which there is something to choose, or something chosen."""
    groups = []
    for name in GROUPS:
        labels = _labels(name, counted[name])
        ticked = chosen.get(name, frozenset())
        choices = [
            Choice(
                value=value,
                label=label,
                count=counted[name][value],
                is_chosen=value in ticked,
                let_go=_without(asked, name, value) if value in ticked else "",
                lang=value if name == "language" else "",
            )
            for value, label in labels.items()
            if counted[name][value] or value in ticked
        ]
        if ticked or len(choices) > 1:
            groups.append(Group(name, _legend(name), choices[:MOST]))
    return groups


def chosen_of(groups: list[Group]) -> list[Choice]:
    """Return all that is chosen, to be let go of one by one."""
    return [choice for group in groups for choice in group.choices if choice.is_chosen]


def _without(asked: QueryDict, name: str, value: str) -> str:
    left = asked.copy()
    left.setlist(name, [other for other in asked.getlist(name) if other != value])
    left.pop("page", None)
    return f"?{left.urlencode()}"


def _legend(name: str) -> str:
    return {
        "kind": _("What it is"),
        "product": _("Product"),
        "stars": _("Stars given"),
        "language": _("Language"),
        "by": _("By whom"),
    }[name]


def _labels(name: str, counted: Counter[str]) -> dict[str, str]:
    """Return the labels of a group's values, in the order they are shown in."""
    if name == "kind":
        return {
            PRODUCT: _("Products"),
            PAGE: _("Pages"),
            Post.Kind.REVIEW.value: _("Reviews"),
            Post.Kind.TIP.value: _("Tips"),
            Post.Kind.QUESTION.value: _("Questions"),
            Post.Kind.IDEA.value: _("Ideas"),
            Post.Kind.STORY.value: _("Members’ stories"),
            MEMBER: _("Members"),
        }
    if name == "product":
        products = Product.objects.filter(slug__in=list(counted))
        names = {slug: slug for slug in counted} | {product.slug: product.name for product in products}
        return dict(sorted(names.items(), key=lambda named: (-counted[named[0]], named[1])))
    if name == "stars":
        return {
            str(stars): ngettext("%(stars)s star", "%(stars)s stars", stars) % {"stars": stars}
            for stars in (5, 4, 3, 2, 1)
        }
    if name == "language":
        # As its speakers call it; there is one Norwegian here.
        own = {code: LANG_INFO.get(code, {}).get("name_local", code) for code in counted}
        names = {code: name.partition(" (")[0].capitalize() for code, name in own.items()}
        return dict(sorted(names.items(), key=lambda named: (-counted[named[0]], named[1])))
    return {BRAND: _("The brand"), CUSTOMER: _("Customers"), OWNER: _("Verified owners")}
