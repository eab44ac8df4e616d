"""Pictures of members: kept private until re-encoded, and again when their post is taken down."""

import uuid

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from community.models.members import Member


def private_storage() -> Storage:
    return storages["private"]


def upload_name(photo: "Photo", filename: str) -> str:
    """A name nobody can guess and that carries nothing of the one the file came with."""
    return f"uploads/{uuid.uuid4().hex}"


class PhotoQuerySet(models.QuerySet["Photo"]):
    def waiting(self) -> "PhotoQuerySet":
        """Uploaded, not yet re-encoded."""
        return self.filter(state=Photo.State.WAITING)

    def moving(self) -> "PhotoQuerySet":
        """Prepared, but perhaps lying in the wrong storage."""
        return self.filter(state=Photo.State.MOVING)

    def in_public_use(self) -> "PhotoQuerySet":
        """Shown by a public post's public revision, or as a member's picture: what may lie in the open."""
        uses = RevisionPhoto.objects.filter(
            photo=OuterRef("pk"), revision__post__state="published",
            revision__post__public_revision=F("revision"),
        )  # fmt: skip
        faces = Member.objects.public().filter(picture=OuterRef("pk"))
        return self.filter(Exists(uses) | Exists(faces))

    def unused(self) -> "PhotoQuerySet":
        """In no draft, no revision and nobody's picture."""
        return self.filter(
            ~Exists(RevisionPhoto.objects.filter(photo=OuterRef("pk"))),
            ~Exists(Member.objects.filter(picture=OuterRef("pk"))),
            draft=None,
        )


class Photo(models.Model):
    """A member's picture. `original` is never served and is deleted once `renditions` exist.

    `renditions` lists what re-encoding made, smallest first: [{"name", "width", "height"}]. The files lie in
    public storage while `state` is ready, in private storage while it is hidden: of an unfinished draft, of a
    post that waits or was taken down. `moving` asks a worker to put them where they belong now.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("being prepared")
        READY = "ready", _("ready")
        REFUSED = "refused", _("refused")
        HIDDEN = "hidden", _("not public")
        MOVING = "moving", _("on its way")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        "community.Member", null=True, blank=True, on_delete=models.CASCADE, related_name="photos"
    )
    draft = models.ForeignKey(
        "community.Draft", null=True, blank=True, on_delete=models.SET_NULL, related_name="photos"
    )
    original = models.FileField(storage=private_storage, upload_to=upload_name, blank=True, max_length=120)
    renditions = models.JSONField(default=list, blank=True)
    alt = models.CharField(_("what the picture shows"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    refusal = models.CharField(max_length=40, blank=True, help_text="Code of why it was refused.")
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | ~Q(renditions=[]), name="community_photo_ready_has_renditions"
            ),
        ]
        indexes = [
            # The sweep for photos to prepare or to move.
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=["waiting", "moving"]),
                name="community_photo_due",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class RevisionPhoto(models.Model):
    """A photo's place in one revision of a post, with its alt text there."""

    revision = models.ForeignKey("community.PostRevision", on_delete=models.CASCADE, related_name="photos")
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="uses")
    position = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "photo"], name="community_revisionphoto_once"),
            models.UniqueConstraint(fields=["revision", "position"], name="community_revisionphoto_place"),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}:{self.position}"
