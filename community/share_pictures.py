"""What stands for a member's post where its address is shared: their words and name, what they disclosed."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _, override

from community.cards import ties_of
from community.models import Photo, Post
from community.wording import KINDS
from content.models import BrandSettings
from content.share_drawing import Sheet
from content.share_pictures import Share, drawn, sweep


def sheet_of_post(post: Post, brand: BrandSettings) -> Sheet:
    """Return what the share picture of a public post says, in the post's own language.

    No query on a row from `Post.objects.for_page()`.
    """
    revision = post.shown_revision
    photos = [use.photo for use in revision.photos.all() if use.photo.state == Photo.State.READY]
    stars = 0 if post.by_brand or post.works_for_brand else revision.stars or 0
    with override(post.frame_language):
        kind = str(KINDS[post.kind].name)
        subject = {"name": post.author.name, "product": post.product.name if post.product else ""}
        return Sheet(
            kicker=f"{_whose(post, brand)} · {kind}",
            title=revision.title,
            brand=brand.name,
            primary=brand.primary,
            accent=brand.accent,
            type_pair=brand.type_pair,
            picture=photos[0].renditions[-1]["name"] if photos else "",
            said_by=_("%(name)s on %(product)s") % subject if post.product else post.author.name,
            stars=stars,
            stars_in_words=_("%(stars)d of 5 stars") % {"stars": stars} if stars else "",
            note=" ".join(ties_of(post, brand.name)),
        )


def _whose(post: Post, brand: BrandSettings) -> str:
    """Say on which side of the counter the author stands."""
    if post.by_brand:
        return f"{post.role_label}, {brand.name}"
    return _("A member’s words") if post.works_for_brand else _("A customer’s words")


def share_of_post(post: Post, brand: BrandSettings) -> Share:
    fingerprint = sheet_of_post(post, brand).fingerprint
    return Share(settings.SITE_URL + reverse("share_post", args=[post.pk, fingerprint]), post.title)


def draw_for_post(pk: int) -> None:
    """Draw a post's share picture ahead of whoever asks; nothing for a post that is not public."""
    post = Post.objects.published().for_page().filter(pk=pk).first()
    if post is not None:
        drawn(f"post-{pk}", sheet_of_post(post, BrandSettings.objects.first() or BrandSettings()))


def sweep_posts() -> None:
    """Delete the share pictures of posts that are public no longer."""
    sweep("post", lambda ids: set(Post.objects.published().filter(pk__in=ids).values_list("pk", flat=True)))
