"""Writing: choosing a kind, the form, going on with a draft, and the press of "Publish"."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community import writing
from community.actions.accepting import AcceptFirst
from community.actions.drafts import (
    AlreadyPosted,
    DraftIsNewer,
    discard_draft,
    hand_in_draft,
    mark_handed_in,
    save_draft,
)
from community.actions.refusals import NotYours, Refused, TooManyPosts
from community.forms.contributions import PostForm
from community.holder import holder_of, remember
from community.models import Draft, Post
from community.photo_limits import most_photos
from community.requests import MemberRequest
from community.states import StepRefused
from community.views.drafts import edited, may_begin, slow_down, take_photos
from community.views.forms_page import form_options, form_page, new_form, typed_form
from community.views.limits import too_many
from community.wording import KINDS
from pagecache import note


@require_safe
def write(request: HttpRequest) -> HttpResponse:
    """Which kind? With one in the address, straight to its form."""
    wanted = {name: request.GET[name] for name in ("product", "topic") if request.GET.get(name)}
    query = f"?{urlencode(wanted)}" if wanted else ""
    if request.GET.get("kind") in KINDS:
        return redirect(reverse("community:compose", args=[request.GET["kind"]]) + query)
    note("brand")
    return render(request, "community/choose_kind.html", {"kinds": KINDS.items(), "query": query})


@require_http_methods(["GET", "HEAD", "POST"])
def compose(request: HttpRequest, kind: str) -> HttpResponse:
    """A new post: anybody may write it; whoever has no account signs up as the last step."""
    if kind not in KINDS:
        raise Http404
    if request.method == "POST":
        return _receive(request, kind=kind)
    holder = holder_of(request)
    unfinished = Draft.objects.held_by(holder.member, holder.token).unfinished(kind).first()
    return form_page(request, new_form(request, kind), kind=kind, unfinished=unfinished)


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Going on with a draft, on whatever device; its holder's only."""
    holder = holder_of(request)
    found = Draft.objects.select_related("post").filter(uuid=key).first()
    if found is None and request.method == "POST" and request.POST.get("kind") in KINDS:
        # Sent already, or thrown away in another window: the words are here, and nothing typed is lost.
        return _receive(request, kind=request.POST["kind"], post=edited(request))
    if found is None or not holder.holds(found):
        if holder.member is None and found is not None and request.method == "POST":
            return _receive(request, kind=found.kind)
        if holder.member is None:
            return redirect_to_login(request.path)
        return redirect(get_object_or_404(Post, draft_uuid=key, author=holder.member))
    if request.method == "POST":
        return _receive(request, kind=found.kind, post=found.post)
    form = PostForm(initial=writing.initial_of(found), **form_options(request, found.kind, found.post))
    return form_page(request, form, kind=found.kind, draft=found, post=found.post)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A newer version of one's own post; what is public stays until the newer one is cleared."""
    if not request.user.is_authenticated:
        if request.method == "POST" and request.POST.get("kind") in KINDS:
            return _receive(request, kind=request.POST["kind"], edit_of=pk)
        return redirect_to_login(request.path)
    found = get_object_or_404(Post.objects.for_page(), pk=pk, author=request.user)
    if found.blog_id:
        messages.info(request, _("This post comes from your blog: what you change there is taken over."))
        return redirect(found)
    if request.method == "POST":
        return _receive(request, kind=found.kind, post=found)
    if begun := Draft.objects.held_by(request.user).filter(post=found).first():
        return redirect("community:draft", begun.uuid)
    form = PostForm(initial=writing.initial_of_post(found), **form_options(request, found.kind, found))
    return form_page(request, form, kind=found.kind, post=found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Throwing a draft away, asked about first."""
    found = get_object_or_404(Draft.objects.held_by(request.user), uuid=key)
    if request.method == "POST":
        discard_draft(found, holder=holder_of(request))
        messages.success(request, _("The draft is gone."))
        return redirect("community:my_posts")
    return render(request, "community/discard.html", {"draft": found, "words": KINDS.get(found.kind)})


def show_again(request: HttpRequest) -> HttpResponse:
    """The form as it was sent, with a token of now: its own was too old, and nothing typed is lost.

    Nothing is saved: whoever sent it sees what it says, and presses the button again.
    """
    kind = request.POST.get("kind", "")
    if kind not in KINDS:
        raise Http404
    holder = holder_of(request)
    post = edited(request)
    begun = (
        Draft.objects.held_by(holder.member, holder.token).filter(uuid=writing.key_of(request.POST)).first()
    )
    return _as_sent(request, kind=kind, draft=begun, post=post, stale=True, status=403)


def _as_sent(request: HttpRequest, *, draft: Draft | None, post: Post | None, **page: Any) -> HttpResponse:
    """Print the form with what was sent in it, going on from the version it went on from."""
    if draft is not None:
        draft.fields = writing.typed(request.POST)
    form = typed_form(request, page["kind"], post)
    return form_page(request, form, draft=draft, post=post, **page)


def _receive(
    request: HttpRequest, *, kind: str, post: Post | None = None, edit_of: int | None = None
) -> HttpResponse:
    """Save what was typed first, whatever else is wrong with it; then publish if that was pressed.

    `edit_of` is the post that somebody whose session has ended says they are editing.
    """
    holder = holder_of(request, make=True)
    key, version, typed = (
        writing.key_of(request.POST),
        writing.version_of(request.POST),
        writing.typed(request.POST),
    )
    if edit_of is not None:
        typed["post"] = str(edit_of)
    if not may_begin(request, key):
        return slow_down(request)
    try:
        saved = save_draft(
            key,
            holder=holder,
            kind=kind,
            fields=typed,
            version=version,
            post=post,
            set_aside="aside" in request.POST,
        )
    except NotYours:
        # Begun as somebody else, or before a session ended: the words are kept under a new key.
        if Draft.objects.filter(uuid=key).exclude(member=None).exists():
            typed["instead_of"] = f"{version}:{key}"
        saved = save_draft(uuid.uuid4(), holder=holder, kind=kind, fields=typed, version=0, post=post)
    except AlreadyPosted as done:
        return redirect(done.post)
    except DraftIsNewer as clash:
        return _as_sent(request, kind=kind, draft=clash.draft, post=post, newer=clash.draft.uuid, status=409)
    refused = take_photos(request, saved)
    if not request.user.is_authenticated and saved.fields.keys() & {"instead_of", "post"}:
        answer: HttpResponse = redirect_to_login(reverse("community:draft", args=[saved.uuid]))
    elif "publish" in request.POST:
        answer = _hand_in(request, saved, refused)
    else:
        answer = _saved(request, saved, refused)
    return remember(answer, holder)


def _saved(request: HttpRequest, saved: Draft, refused: list[str]) -> HttpResponse:
    """What pressing "Save draft" leads to."""
    for sentence in refused:
        messages.error(request, sentence)
    messages.success(request, _("Saved. Your draft waits for you here."))
    return redirect("community:draft", saved.uuid)


def _hand_in(request: HttpRequest, saved: Draft, refused: list[str]) -> HttpResponse:
    """Check the shape and hand the draft in, or lead a visitor to signing up."""
    form = typed_form(request, saved.kind, saved.post)
    for sentence in refused:
        form.add_error(None, sentence)
    if not form.is_valid():
        return form_page(request, form, kind=saved.kind, draft=saved, post=saved.post)
    if not request.user.is_authenticated:
        mark_handed_in(saved)
        address = reverse("community:draft", args=[saved.uuid])
        return redirect(f"{reverse('account_signup')}?{urlencode({'next': address})}")
    words = writing.words(form, saved)
    if len(words.photos) > (most := most_photos(request.user.level)):
        form.add_error(None, _("A post takes %(limit)d photos. Please leave some out.") % {"limit": most})
        return form_page(request, form, kind=saved.kind, draft=saved, post=saved.post)
    try:
        post = hand_in_draft(saved, by=request.user, about=writing.about(form, saved), words=words)
    except AcceptFirst:
        address = reverse("community:draft", args=[saved.uuid])
        return redirect(f"{reverse('community:my_terms')}?{urlencode({'next': address})}")
    except TooManyPosts as refusal:
        return too_many(request, str(refusal), retry_at=refusal.retry_at, draft=saved)
    except (Refused, StepRefused, ValueError) as refusal:
        # A ValueError is the sanitiser's: too long, or too much formatting.
        form.add_error("body" if isinstance(refusal, ValueError) else None, str(refusal))
        return form_page(request, form, kind=saved.kind, draft=saved, post=saved.post)
    return _sent(request, post)


def _sent(request: HttpRequest, post: Post) -> HttpResponse:
    """Say what becomes of it: a message now, the lasting state on "My posts"."""
    if post.is_public and not post.has_waiting_edit:
        sentence = _("It is public. Thank you!")
        if not post.in_feeds:
            sentence = _("It is public here. It is not in shared feeds yet; “My posts” says why.")
        messages.success(request, sentence)
        return redirect(post)
    if post.is_public:
        sentence = _("The new version waits to be checked; until then the earlier one is shown.")
    else:
        sentence = _("Thank you. It waits to be checked; what becomes of it stands here.")
    messages.info(request, sentence)
    return redirect("community:my_posts")
