"""A member's own blog: the address, every fetch, and what became of every entry."""

import secrets
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models.posts import Post


def proof_token() -> str:
    return f"alongside-{secrets.token_urlsafe(12)}"


class BlogHost(models.Model):
    """A machine that blogs lie on. One of them is visited at a time, and none before `free_at`."""

    name = models.CharField(max_length=260, unique=True, help_text="Host and port of the feeds.")
    free_at = models.DateTimeField(default=timezone.now)
    stalls = models.PositiveSmallIntegerField(default=0, help_text="Visits in a row that got no answer.")

    def __str__(self) -> str:
        return self.name


class BlogQuerySet(models.QuerySet["Blog"]):
    def due(self) -> "BlogQuerySet":
        """Blogs whose next fetch has come; the row is the queue. A banned member's are left alone."""
        due = self.filter(state=Blog.State.ACTIVE, next_fetch_at__lte=timezone.now())
        return due.filter(member__banned_at=None)

    def in_public(self) -> "BlogQuerySet":
        """Proved blogs that something public came from."""
        proved = self.filter(state__in=(Blog.State.ACTIVE, Blog.State.PAUSED, Blog.State.FAILING))
        return proved.filter(Exists(Post.objects.published().filter(blog=OuterRef("pk"))))

    def at_free_hosts(self) -> "BlogQuerySet":
        """Those nobody is at, or has to leave alone, for their host's sake."""
        return self.filter(Q(host=None) | Q(host__free_at__lte=timezone.now()))


class Blog(models.Model):
    """A feed a member has proved to be theirs. Entries older than `claimed_at` are never taken."""

    class State(models.TextChoices):
        UNPROVEN = "unproven", _("waiting for proof")
        ACTIVE = "active", _("followed")
        PAUSED = "paused", _("paused by you")
        FAILING = "failing", _("cannot be read")

    member = models.ForeignKey("community.Member", on_delete=models.CASCADE, related_name="blogs")
    site_url = models.URLField(_("address"), max_length=500)
    feed_url = models.URLField(_("feed"), max_length=500, unique=True)
    title = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.UNPROVEN)
    token = models.CharField(max_length=40, default=proof_token, editable=False)
    claimed_at = models.DateTimeField(default=timezone.now)
    proven_at = models.DateTimeField(null=True, blank=True)
    works_for_brand = models.BooleanField(_("I work for or with the brand"), default=False)
    incentivised = models.BooleanField(_("I am given things or paid for what I write"), default=False)
    pictures_are_mine = models.BooleanField(_("the pictures are mine"), default=False)
    whole_text = models.BooleanField(_("show the whole text"), default=True)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    next_fetch_at = models.DateTimeField(default=timezone.now)
    interval_minutes = models.PositiveIntegerField(default=60)
    failures = models.PositiveIntegerField(default=0)
    host = models.ForeignKey(BlogHost, null=True, blank=True, on_delete=models.PROTECT, related_name="blogs")
    # The proof is looked for again each month; the member has two weeks to put a lost one back.
    proof_due_at = models.DateTimeField(null=True, blank=True)
    proof_missing_since = models.DateTimeField(null=True, blank=True)
    proof_url = models.URLField(
        max_length=500, blank=True, help_text="The page the member named, where the proof stood."
    )
    history = models.JSONField(
        null=True,
        blank=True,
        help_text="Marks of the entries that stood there before the claim, which are never taken; "
        "null before the first reading.",
    )

    objects = BlogQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="active") | Q(proven_at__isnull=False),
                name="community_blog_active_is_proven",
            ),
            models.CheckConstraint(
                condition=Q(interval_minutes__gte=15) & Q(interval_minutes__lte=1440),
                name="community_blog_polite_interval",
            ),
        ]
        indexes = [
            # Which blog to fetch next.
            models.Index(fields=["next_fetch_at"], condition=Q(state="active"), name="community_blog_due"),
        ]

    def __str__(self) -> str:
        return self.title or self.feed_url

    @property
    def public_url(self) -> str:
        """Where readers are led: the blog's own page, unless its feed names one at another host, which nobody
        has proved."""
        hosts = {urlsplit(url).netloc.removeprefix("www.") for url in (self.site_url, self.feed_url)}
        return self.site_url if len(hosts) == 1 else self.feed_url

    @property
    def public_name(self) -> str:
        """Its address as people say it: nobody has looked at the title it gives itself."""
        return self.public_url.partition("://")[2].removeprefix("www.").rstrip("/")


class BlogFetch(models.Model):
    """One visit to a blog, as its owner reads it in the import log."""

    blog = models.ForeignKey(Blog, on_delete=models.CASCADE, related_name="fetches")
    at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=300)
    failed = models.BooleanField(default=False)
    found = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    lines = models.JSONField(default=list, help_text='Per entry: {"title", "url", "taken", "why"}.')

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__lte=F("found")), name="community_blogfetch_taken_was_found"
            ),
        ]
        indexes = [models.Index(fields=["blog", "-at"], name="community_blogfetch_log")]

    def __str__(self) -> str:
        return f"{self.blog_id} at {self.at:%Y-%m-%d %H:%M}"


class BlogEntry(models.Model):
    """An entry that was taken in, so that it is never taken twice.

    `missing_since` is when the feed was first seen without it. `pictures` leads from the addresses of its
    pictures to the ids of the photos drawn from them.
    """

    class State(models.TextChoices):
        FOLLOWED = "followed", _("followed")
        LEFT = "left", _("no longer in the feed, still on your blog")
        GONE = "gone", _("gone from your blog")

    blog = models.ForeignKey(Blog, on_delete=models.CASCADE, related_name="entries")
    post = models.OneToOneField(
        "community.Post", null=True, blank=True, on_delete=models.SET_NULL, related_name="blog_entry"
    )
    url = models.CharField(max_length=1000)
    guid = models.CharField(max_length=1000, blank=True)
    content_hash = models.CharField(max_length=64)
    seen_at = models.DateTimeField(auto_now=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.FOLLOWED)
    published_at = models.DateTimeField(null=True, blank=True, help_text="As the feed says.")
    missing_since = models.DateTimeField(null=True, blank=True)
    pictures = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blog", "url"], name="community_blogentry_url_once"),
            models.UniqueConstraint(
                fields=["blog", "guid"], condition=~Q(guid=""), name="community_blogentry_guid_once"
            ),
        ]

    def __str__(self) -> str:
        return self.url
