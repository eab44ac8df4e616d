"""The words of what can be found, as readers see them: for the index, and for excerpts."""

from wagtail.models import Page

from community.models import PostRevision
from community.sanitize import plain_text
from content.models import EditorialPage, ProductPage
from feeds.finding.words import indexed
from feeds.models.findables import Findable

KINDS_OF_PAGES = ("productpage", "storypage", "landingpage", "topicpage", "legalpage")
"""Every kind of page that is found, by the name of its link from `Page`. Lists and the front page are not."""


def title_of(line: Findable) -> str:
    """Return the folded words of a line's title."""
    if line.revision:
        return indexed(line.revision.title)
    if line.page:
        return indexed(line.page.title)
    return indexed(line.member.name, line.member.username) if line.member else ""


def words_of(line: Findable) -> str:
    """Return the folded words below a line's title. A post is also found by the names of its product."""
    if line.revision and line.post:
        names = line.post.product.names.values() if line.post.product else ()
        return indexed(post_text(line.revision), *names)
    if line.page:
        page = line.page.specific
        return indexed(page_text(page)) if isinstance(page, EditorialPage) else ""
    return indexed(line.member.bio) if line.member else ""


def specific(page: Page) -> EditorialPage | None:
    """Return the page as its own kind, from rows that were read with all of them: no query."""
    return next((found for kind in KINDS_OF_PAGES if (found := getattr(page, kind, None))), None)


def post_text(revision: PostRevision) -> str:
    """Return all a version says below its title, as plain text."""
    parts = [*revision.steps, *revision.pros, *revision.cons]
    return " ".join([plain_text(revision.body_html), *map(str, parts)])


def page_text(page: EditorialPage) -> str:
    """Return all a page says below its title, as plain text; members' posts in it are not its own."""
    fields = ["body", "facts"] if isinstance(page, ProductPage) else ["body"]
    texts = [page.summary]
    for name in fields:
        texts += page._meta.get_field(name).get_searchable_content(getattr(page, name))
    return " ".join(" ".join(texts).split())
