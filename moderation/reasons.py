"""Canned reasons: what the desk says again and again, said well once. The author reads it as it stands.

They are rows, edited on a page of the desk; their button puts one into a form, without scripts too.
"""

from typing import Any

from django.http import HttpRequest

from moderation.models import CannedReason

FIELD = "reason"
"""The name of a reason's button: it sends the form to be filled, not to be decided."""


def reasons_in(*languages: str) -> list[CannedReason]:
    """Return the reasons for authors who read these languages, by language and rule; one query."""
    return list(CannedReason.objects.filter(language__in=languages))


def pick(request: HttpRequest, initial: dict[str, Any]) -> dict[str, Any]:
    """Return what a form is made of: what was sent; or, after a reason's button, that with the reason in it.

    What was typed stays: the reason is added below it, and its rule fills an empty choice.
    """
    if request.method != "POST":
        return {"initial": initial}
    number = request.POST.get(FIELD, "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return {"data": request.POST}
    typed = {**initial, **request.POST.dict()}
    reason = CannedReason.objects.filter(pk=number).first()
    if reason is not None:
        typed["facts"] = "\n".join(filter(None, [typed.get("facts", "").strip(), reason.text]))
        typed["ground"] = typed.get("ground") or reason.ground
    return {"initial": typed}
