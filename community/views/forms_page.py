"""The page with the writing form, wherever it is reached from."""

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from js_asset.media import Media

from community import writing
from community.forms.contributions import PostForm
from community.holder import holder_of, remember
from community.models import Draft, Member, Post
from community.photo_limits import MAX_BYTES, REFUSALS, most_photos, refusal_sentence
from community.wording import KINDS
from community.words.editor import editor_words
from content.context import brand_of


def form_options(request: HttpRequest, kind: str, post: Post | None = None) -> dict[str, Any]:
    """What a `PostForm` needs to know besides its words."""
    return {
        "kind": kind,
        "author": request.user if request.user.is_authenticated else None,
        "brand_name": brand_of(request).name,
        "is_public": post is not None and post.is_public,
    }


def new_form(request: HttpRequest, kind: str) -> PostForm:
    """An empty form; the address may choose product and topic."""
    chosen = {name: request.GET[name] for name in ("product", "topic") if request.GET.get(name)}
    return PostForm(initial=writing.new_initial(chosen), **form_options(request, kind))


def typed_form(request: HttpRequest, kind: str, post: Post | None = None) -> PostForm:
    """The form as it was sent."""
    return PostForm(writing.readable(request.POST), **form_options(request, kind, post))


def form_page(
    request: HttpRequest,
    form: PostForm,
    *,
    kind: str,
    draft: Draft | None = None,
    post: Post | None = None,
    unfinished: Draft | None = None,
    newer: uuid.UUID | None = None,
    stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Print the form.

    `unfinished` is a draft to go on with instead of a new post. `newer` is a draft that another device saved
    meanwhile, `stale` says that the form's token was too old: the words typed here stay in the form.
    """
    writer, photos = request.user, writing.photos_of(draft, post)
    context = {
        "form": form,
        "kind": kind,
        "words": KINDS[kind],
        "draft": draft,
        "post": post,
        "unfinished": unfinished,
        "newer": newer,
        "stale": stale,
        "no_cookie": stale and settings.CSRF_COOKIE_NAME not in request.COOKIES,
        # What was sent goes on from where it was, a draft that is opened from what it is now.
        "version": form["version"].value() if stale or not draft else draft.version,
        "photos": [(photo, refusal_sentence(photo.refusal) if photo.refusal else "") for photo in photos],
        "max_photos": most_photos(writer.level if writer.is_authenticated else Member.Level.NEW),
        "max_photo_bytes": MAX_BYTES,
        "photo_refusals": REFUSALS,
        "editor_words": editor_words(),
        # The one page with a nonce: the editor's import map is an inline script.
        "media": Media.from_media(form.media, nonce=request.csp_nonce),  # type: ignore[attr-defined]  # django-csp's
    }
    answer = render(request, "community/write.html", context, status=status)
    # A visitor is known from here on: a photo and the first words are sent at the same time, and of two
    # who come without a name the second would be a stranger to the draft of the first.
    return remember(answer, holder_of(request, make=True))
