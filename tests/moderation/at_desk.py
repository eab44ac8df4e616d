"""What tests of the desk say again and again."""

import re

from django.urls import reverse

from community.models import Post
from moderation.models import Case


def case_of(post: Post) -> Case:
    return Case.objects.undecided().get(post=post)


def address(case: Case) -> str:
    return reverse("moderation_case", args=[case.pk])


def decision_of(case: Case, action: str = "clear", **words: str) -> dict[str, str]:
    return {"version": str(case.version), "action": action, **words}


def titles(page: bytes) -> list[str]:
    return re.findall(r"data-row><bdi>(.*?)</bdi>", page.decode())
