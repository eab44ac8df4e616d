"""The cast and its belongings: who asks, and whose things they ask for."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.models import Collection, Locale, Site

from community import actions
from community.actions.data_exports import prepare_export, request_export
from community.actions.drafts import Holder, save_draft
from community.actions.handing_out import make_codes
from community.actions.inviting import invite
from community.actions.photos import prepare_photo, store_upload
from community.actions.receipts import prepare_receipt, send_receipt
from community.mail.tokens import token_for
from community.models import (
    Blog,
    BlogEntry,
    DataExport,
    Draft,
    Expert,
    Invitation,
    Member,
    Notification,
    Ownership,
    Photo,
    Post,
    Receipt,
)
from community.models.posts import State
from content.brand import digest
from content.models import BrandImage, BrandSettings, Product, Topic
from feeds.actions import place, sync_post
from feeds.actions.owning import save_own_feed
from feeds.links import declining_address
from feeds.models import Feed
from feeds.rules import Rule
from moderation.actions import Complaint, decide, report
from moderation.actions.listing import add_entry
from moderation.actions.measures import Why, warn
from moderation.models import CannedReason, Case
from moderation.statement_links import statement_address
from tests.factories import (
    PASSWORD,
    home,
    make_admin,
    make_brand_member,
    make_comment,
    make_marketer,
    make_member,
    make_moderator,
    make_post,
    make_product,
    make_product_page,
    make_story,
    make_topic,
    make_waiting_post,
)

# The columns of the table. `author` owns what is asked for; `other` owns things of the same kind, and asks
# with the author's numbers; `banned` still has the cookie of a session from before.
COLUMNS = "visitor member author other paused banned desk marketing admin".split()


@dataclass
class World:
    """Everybody's client, and what stands in the addresses of the table."""

    people: dict[str, Member]
    clients: dict[str, Client]
    names: dict[str, Any] = field(default_factory=dict)


def make_world() -> World:
    people = {
        "member": make_member(),
        "author": make_member(),
        "other": make_member(),
        "paused": make_member(paused_until=timezone.now() + timedelta(days=3)),
        "banned": make_member(),
        "desk": make_moderator(),
        "marketing": make_marketer(),
        "admin": make_admin(),
    }
    clients = {name: Client() for name in COLUMNS}
    for name, person in people.items():
        clients[name].force_login(person)
        # Spares them allauth's second question before what guards an account.
        clients[name].post("/accounts/reauthenticate/", {"password": PASSWORD})
    Member.objects.filter(pk=people["banned"].pk).update(banned_at=timezone.now())
    world = World(people, clients)
    world.names = {
        **belongings(people["author"]),
        **editorial(),
        **library(people["admin"]),
        **curation(people),
        **desk(people),
        **team(people),
        "passkey": make_passkey(make_member()).pk,
        "banned": people["banned"].username,
        "stop": token_for(people["author"].pk, "comment"),
    }
    # Of each kind something of another member's, so that a lookup that forgets whose it is finds a row.
    belongings(people["other"])
    return world


def belongings(owner: Member) -> dict[str, Any]:
    """Give somebody one of everything a member can have."""
    page = make_product_page()
    public, waiting = make_post(owner, kind="review", product=page.product), make_waiting_post(owner)
    edited, withdrawn, removed = make_post(owner), make_post(owner), make_post(owner)
    actions.withdraw(withdrawn, by=owner)
    actions.remove(removed)
    draft, edit = make_draft(owner), make_draft(owner, post=edited)
    question, gone_comment = make_post(owner, kind="question"), make_comment(public, owner)
    idea = make_post(owner, kind="idea")
    question.product = page.product
    question.save()
    expert = Expert.objects.create(product=page.product, member=owner)
    knows = Expert.objects.create(product=page.product, member=make_member())
    actions.withdraw(gone_comment, by=owner)
    blog, unproven = make_blog(owner, state=Blog.State.ACTIVE), make_blog(owner)
    make_owner(owner, page.product)
    Notification.objects.create(member=owner, kind=Notification.Kind.PUBLISHED, post=public)
    return {
        "public": public.pk,
        "slug": public.slug,
        "product": page.product.slug,
        "used_product": page.product.pk,
        "used_topic": make_topic().pk,
        "waiting": waiting.pk,
        "waiting_slug": waiting.slug,
        "withdrawn": withdrawn.pk,
        "withdrawn_slug": withdrawn.slug,
        "removed": removed.pk,
        "removed_slug": removed.slug,
        "draft": draft.uuid,
        "edit": edit.uuid,
        "unused": uuid.uuid4(),
        "photo": make_photo(owner, draft).uuid,
        "comment": make_comment(public).pk,
        "copy": make_copy(owner).uuid,
        "own_comment": make_comment(public, owner).pk,
        "gone_comment": gone_comment.pk,
        "question": question.pk,
        "idea": idea.pk,
        "expert": expert.pk,
        "knows": knows.member.username,
        "answer": make_comment(question, make_brand_member()).pk,
        "product_page": page.pk,
        "blog": blog.pk,
        "entry": make_blog_entry(blog).pk,
        "unproven": unproven.pk,
        "handle": owner.username,
        "owner_code": make_codes(page.product, count=1, batch="", by=make_marketer())[0],
        "shop_receipt": make_receipt(owner).pk,
    }


def make_owner(owner: Member, product: Product) -> None:
    Ownership.objects.create(
        member=owner, product=product, method=Ownership.Method.ORDER, verified_at=timezone.now()
    )


def make_receipt(owner: Member) -> Receipt:
    """A receipt for something else, drawn anew: staff can look at it."""
    receipt = send_receipt(owner, product=make_product(), file=drawn())
    prepare_receipt(receipt.pk)
    return receipt


def make_draft(owner: Member, post: Post | None = None) -> Draft:
    """A draft of a new post, or of an edit."""
    return save_draft(
        uuid.uuid4(), holder=Holder(owner), kind="tip", fields={"title": "Rinse first"}, version=0, post=post
    )


def make_photo(owner: Member, draft: Draft) -> Photo:
    """A photo of a draft: drawn anew, and hidden until its post is public."""
    photo = store_upload(drawn(), draft=draft, owner=owner)
    prepare_photo(photo.pk)
    return photo


def make_copy(owner: Member) -> DataExport:
    """A copy of somebody's data, ready to be fetched."""
    export = request_export(owner)
    prepare_export(export.pk)
    return export


def make_passkey(owner: Member) -> Authenticator:
    return Authenticator.objects.create(user=owner, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})


def drawn() -> SimpleUploadedFile:
    """A picture, as a form brings it."""
    picture = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(picture, "PNG")
    return SimpleUploadedFile("a.png", picture.getvalue())


def make_blog(owner: Member, state: str = Blog.State.UNPROVEN) -> Blog:
    proven = timezone.now() if state == Blog.State.ACTIVE else None
    address = f"http://127.0.0.1:9/{uuid.uuid4().hex}"
    return Blog.objects.create(
        member=owner, site_url=address, feed_url=f"{address}/feed", state=state, proven_at=proven
    )


def make_blog_entry(blog: Blog) -> BlogEntry:
    return BlogEntry.objects.create(
        blog=blog, post=make_post(blog.member), url=f"{blog.site_url}/1", content_hash="1"
    )


def editorial() -> dict[str, Any]:
    """What the addresses of pages and feeds name."""
    return {"topic": make_topic().slug, "brand": digest(BrandSettings()), "home": home().pk}


def library(admin: Member) -> dict[str, Any]:
    """One of everything Wagtail keeps, by the names its routes have for them."""
    picture = BrandImage.objects.create(title="Kvern", file=drawn(), uploaded_by_user=admin)
    document = Document.objects.create(title="Manual", file=SimpleUploadedFile("a.pdf", b"%PDF-1.4"))
    story = make_story()
    redirect = Redirect.objects.create(old_path="/old", redirect_page=story, site=Site.objects.get())
    return {
        "image_id": picture.pk,
        "document_id": document.pk,
        "doc_id": document.pk,
        "page_id": story.pk,
        "page_pk": story.pk,
        "page_to_move_id": story.pk,
        "parent_page_id": story.get_parent().pk,
        "destination_id": story.get_parent().pk,
        "revision_id": story.latest_revision.pk,
        "redirect_id": redirect.pk,
        "collection_id": Collection.get_first_root_node().add_child(name="Kitchen").pk,
        "brand_pk": BrandSettings.load().pk,
        "product_pk": Product.objects.first().pk,
        "topic_pk": Topic.objects.first().pk,
        "author_pk": Member.objects.first().pk,
        "group_pk": Group.objects.first().pk,
        "site_pk": Site.objects.get().pk,
        "locale_pk": Locale.objects.first().pk,
    }


def curation(people: dict[str, Member]) -> dict[str, Any]:
    """A post that stands in the home feed by a marketer's choice, and a feed of their own."""
    post = make_post()
    sync_post(post.pk)
    feed = Feed.objects.get(slug="home", language="en")
    placement = place(feed, by=people["marketing"], post=post, ends_at=timezone.now() + timedelta(days=7))
    save_own_feed("tips", titles={"en": "Tips"}, rule=Rule(kinds=frozenset({"tip"})), config={})
    return {
        "placement": placement.pk,
        "feed": feed.pk,
        "change": placement.changes.get().pk,
        "declining": declining_address(post).strip("/").rpartition("/")[2],
        "own_feed": "tips",
    }


def desk(people: dict[str, Member]) -> dict[str, Any]:
    """What lies before the moderators: the author's waiting post, and one of their own people's."""
    case = Case.objects.get(post__author=people["author"], post__state=State.WAITING)
    staff_case = Case.objects.get(post=make_waiting_post(people["desk"]))
    declined = Case.objects.get(post=make_waiting_post(people["author"]))
    decision = decide(
        declined, by=people["admin"], version=declined.version, action="decline", ground="spam", facts="Ads."
    )
    warning = warn(make_member(), by=people["admin"], why=Why("abuse", "Rude."), seen=0)
    complaint = Complaint(reason="abuse", text="Rude.", key=uuid.uuid4())
    return {
        "case": case.pk,
        "version": case.version,
        "month": f"{timezone.localdate():%Y-%m}",
        "staff_case": staff_case.pk,
        "staff_version": staff_case.version,
        "decision": decision.pk,
        "entry": add_entry(by=people["admin"], kind="host", language="", value="spam.example").pk,
        "known": make_member(level=Member.Level.KNOWN).pk,
        "held": make_member(paused_until=timezone.now() + timedelta(days=3)).pk,
        "measure": warning.pk,
        "statement": statement_address(warning).strip("/").rpartition("/")[2],
        "canned": CannedReason.objects.filter(language="en")[0].pk,
        "receipt": report(make_post(), by=None, complaint=complaint).receipt,
    }


def team(people: dict[str, Member]) -> dict[str, Any]:
    """A colleague, and who was asked: the author to join the team, somebody else too, a customer."""

    def asked(address: str, **part: Any) -> Invitation:
        return invite([address], by=people["admin"], language="en", **part).made[0]

    part = {"role": "moderator", "brand_role": {"en": "Trainer"}}
    return {
        "colleague": make_moderator().pk,
        "invitation": asked(people["author"].email, **part).token,
        "asked": asked("kari@example.com", **part).pk,
        "customer": asked("ola@example.com").pk,
    }
