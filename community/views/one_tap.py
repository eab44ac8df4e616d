"""A press that could not be done yet: what was chosen is kept, and done with one press more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from community.actions.accepting import accept_texts
from community.models import Post, Renewal
from community.terms import texts_of
from community.views.terms import AcceptForm


def accept_if_ticked(request: HttpRequest) -> None:
    """Accept what the member owes, where a form asked for that together with what they came for."""
    member = request.user
    if "accepts_terms" not in request.POST or not member.is_authenticated:
        return
    if owed := Renewal.objects.owed_by(member):
        accept_texts(member, owed)


def one_tap(
    request: HttpRequest,
    post: Post,
    *,
    question: str | Promise,
    answer: str | Promise,
    choice: tuple[str, object],
) -> HttpResponse:
    """Ask once more for a press that came before its member had signed in, or accepted terms that changed.

    `choice` is the name and value that the form of this address takes, `answer` what the button says.
    """
    name, value = choice
    owed = Renewal.objects.owed_by(request.user) if request.user.is_authenticated else []
    context = {
        "title": post.title,
        "address": post.get_absolute_url(),
        "question": question,
        "answer": answer,
        "name": name,
        "value": value,
        "texts": texts_of(owed),
        "form": AcceptForm(),
    }
    return render(request, "community/one_tap.html", context)
