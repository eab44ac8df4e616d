"""What search may find: a line for every post, page and member that is to be found."""

from functools import cache

from django.db import models
from django.db.models import CharField, Exists, F, OuterRef, Q
from django.db.models.functions import Cast
from wagtail.search import index
from wagtail.search.queryset import SearchableQuerySetMixin

from community.models import Post
from community.models.posts import State
from content.shown import shown_pages


@cache
def _shown() -> Q:
    """Return the condition that what a line stands for may be seen, with the very words it was indexed by."""
    page = Exists(shown_pages().filter(pk=OuterRef("page"), alias_of=None))
    writes = Exists(Post.objects.published().filter(author=OuterRef("member")))
    return (
        Q(post__state=State.PUBLISHED, post__public_revision=F("revision"))
        | Q(page, page__isnull=False)
        | Q(writes, member__is_active=True, member__banned_at=None)
    )


class FindableQuerySet(SearchableQuerySetMixin, models.QuerySet["Findable"]):
    def visible(self) -> "FindableQuerySet":
        """What a reader may see: everything search tells goes through here.

        It asks the source itself: the index only proposes. A lost event can delay a find, never leak one.
        """
        return self.filter(_shown())

    def newest_first(self) -> "FindableQuerySet":
        return self.order_by("-at", "-pk")


class Findable(index.Indexed, models.Model):
    """A post, a page or a member in the index of search. The words are in Wagtail's index and nowhere else.

    `revision` is the version of a post whose words are indexed: what waits, is old or was hidden is not. Of
    members it holds those who have written something public.
    """

    post = models.OneToOneField(
        "community.Post", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    revision = models.ForeignKey(
        "community.PostRevision", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    page = models.OneToOneField(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    member = models.OneToOneField(
        "community.Member", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    language = models.CharField(max_length=8, blank=True, help_text="Of the words; of a name none.")
    at = models.DateTimeField()

    objects = FindableQuerySet.as_manager()

    # The lines are written by `feeds.actions.listing`, and their words with them.
    search_auto_update = False
    search_fields = [
        index.SearchField("title"),
        index.SearchField("words"),
        index.AutocompleteField("title"),
    ]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False, page__isnull=True, member__isnull=True)
                | Q(post__isnull=True, page__isnull=False, member__isnull=True)
                | Q(post__isnull=True, page__isnull=True, member__isnull=False),
                name="feeds_findable_one_source",
            ),
            models.CheckConstraint(
                condition=Q(post__isnull=True, revision__isnull=True)
                | Q(post__isnull=False, revision__isnull=False),
                name="feeds_findable_post_by_revision",
            ),
        ]
        indexes = [
            # The latest of many that hold a common word.
            models.Index(fields=["-at", "-id"], name="feeds_findable_newest"),
            # From a line of Wagtail's index, which knows ids as text, to ours.
            models.Index(Cast("id", CharField(max_length=50)), name="feeds_findable_by_text"),
        ]

    def __str__(self) -> str:
        return f"findable {self.pk}"

    @property
    def title(self) -> str:
        from feeds.finding.texts import title_of

        return title_of(self)

    @property
    def words(self) -> str:
        from feeds.finding.texts import words_of

        return words_of(self)

    @classmethod
    def get_indexed_objects(cls) -> FindableQuerySet:
        return cls.objects.visible().select_related("post__product", "revision", "page__alias_of", "member")
