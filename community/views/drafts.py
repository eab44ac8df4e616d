"""What the writing form's scripts talk to: saving as one types, photos one by one. Answers are JSON."""

import uuid
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community import pace, writing
from community.actions.drafts import AlreadyPosted, DraftIsNewer, Holder, open_draft, save_draft
from community.actions.photos import store_upload
from community.actions.refusals import NotYours, UploadRefused
from community.holder import holder_of, remember
from community.models import Draft, Photo, Post
from community.photo_limits import refusal_sentence
from community.views.limits import too_many
from community.wording import KINDS


@require_http_methods(["GET", "POST"])
def autosave(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Save what is being typed; an older version never overwrites a newer one (409 with the newer)."""
    holder = holder_of(request, make=request.method == "POST")
    if request.method == "GET":
        return JsonResponse({**_state(key, holder), **_session(request)})
    if request.POST.get("kind") not in KINDS:
        return JsonResponse({"error": "kind"}, status=400)
    if not may_begin(request, key):
        return _refuse(_too_fast(), 429)
    try:
        draft = save_draft(
            key,
            holder=holder,
            kind=request.POST["kind"],
            fields=writing.typed(request.POST),
            version=writing.version_of(request.POST),
            post=edited(request),
            set_aside="aside" in request.POST,
        )
    except DraftIsNewer as clash:
        return JsonResponse(_told(clash.draft), status=409)
    except AlreadyPosted as done:
        return JsonResponse({"posted": done.post.get_absolute_url()}, status=409)
    except NotYours:
        return _refuse(_("Sign in again to save here. Your words are kept in this browser."), 403)
    told = {"version": draft.version, "saved_at": draft.saved_at.isoformat()}
    return remember(JsonResponse(told), holder)


@require_http_methods(["GET", "POST"])
def photos(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take one photo for a draft, or say how its photos are coming along."""
    holder = holder_of(request, make=request.method == "POST")
    if request.method == "GET":
        draft = get_object_or_404(Draft.objects.held_by(holder.member, holder.token), uuid=key)
        return JsonResponse({"photos": [_photo(photo) for photo in draft.photos.all()]})
    file = request.FILES.get("photo")
    if file is None or request.POST.get("kind") not in KINDS:
        return JsonResponse({"error": "photo"}, status=400)
    if not may_begin(request, key) or not pace.may(request, "upload", pace.UPLOADS):
        return _refuse(_too_fast(), 429)
    try:
        draft = open_draft(key, holder=holder, kind=request.POST["kind"], post=edited(request))
        photo = store_upload(file, draft=draft, dropped=writing.dropped(request.POST))
    except AlreadyPosted as done:
        return JsonResponse({"posted": done.post.get_absolute_url()}, status=409)
    except NotYours as refusal:
        return _refuse(str(refusal), 403)
    except UploadRefused as refusal:
        return _refuse(str(refusal), 413 if refusal.code == "too_large" else 400)
    return remember(JsonResponse(_photo(photo), status=201), holder)


def take_photos(request: HttpRequest, draft: Draft) -> list[str]:
    """Store the photos a form brought along; returns what was refused."""
    refused = []
    for file in request.FILES.getlist("photos"):
        if not pace.may(request, "upload", pace.UPLOADS):
            refused.append(f"{_name(file)}: {_too_fast()}")
            break
        try:
            store_upload(file, draft=draft, dropped=writing.dropped(request.POST))
        except UploadRefused as refusal:
            refused.append(f"{_name(file)}: {refusal}")
    return refused


def may_begin(request: HttpRequest, key: uuid.UUID) -> bool:
    """Whether a visitor may begin one more draft; going on with one is never refused."""
    if request.user.is_authenticated or Draft.objects.filter(uuid=key).exists():
        return True
    return pace.may(request, "draft", pace.DRAFTS)


def slow_down(request: HttpRequest) -> HttpResponse:
    retry_at = timezone.now() + timedelta(seconds=pace.seconds_left())
    return too_many(request, _too_fast(), retry_at=retry_at)


def _too_fast() -> str:
    return _("That was a lot in a short time. Wait half an hour and go on; nothing you wrote is lost.")


def _refuse(sentence: str, status: int) -> JsonResponse:
    headers = {"Retry-After": str(pace.seconds_left())} if status == 429 else {}
    return JsonResponse({"error": sentence}, status=status, headers=headers)


def edited(request: HttpRequest) -> Post | None:
    """The post the draft is an edit of, if it is one and one's own; a blog's are changed there."""
    pk = request.POST.get("post", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19 and request.user.is_authenticated):
        return None
    return get_object_or_404(Post, pk=pk, author=request.user, blog=None, kind=request.POST.get("kind", ""))


def _state(key: uuid.UUID, holder: Holder) -> dict[str, Any]:
    """What the server holds under a key, so that a browser knows whether its own copy is newer."""
    if draft := Draft.objects.held_by(holder.member, holder.token).filter(uuid=key).first():
        return _told(draft)
    if holder.member and (post := Post.objects.filter(draft_uuid=key, author=holder.member).first()):
        return {"posted": post.get_absolute_url()}
    return {"unknown": True}


def _session(request: HttpRequest) -> dict[str, str]:
    """Who is signed in now, and a token of theirs: a form may have been open for longer than its session."""
    return {"writer": str(request.user.pk or ""), "csrf": get_token(request)}


def _told(draft: Draft) -> dict[str, Any]:
    address = reverse("community:draft", args=[draft.uuid])
    return {
        "version": draft.version,
        "saved_at": draft.saved_at.isoformat(),
        "fields": draft.fields,
        "url": address,
    }


def _photo(photo: Photo) -> dict[str, str]:
    return {
        "uuid": str(photo.uuid),
        "id": str(photo.pk),
        "state": photo.state,
        "refusal": refusal_sentence(photo.refusal) if photo.refusal else "",
        "preview": reverse("community:photo", args=[photo.uuid, 400]),
    }


def _name(file: UploadedFile) -> str:
    return (file.name or "")[:80]
