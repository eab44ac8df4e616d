"""A member's blog and the site it lies on."""

from collections.abc import Iterator

import pytest

from community.actions.blogs import accept_proof
from community.models import Blog
from content.models import BrandSettings, ProductTag
from tests.community.blogging import Site, rss, serving
from tests.factories import make_member, make_product


@pytest.fixture
def site(settings) -> Iterator[Site]:
    settings.FETCHING_ALLOW_LOOPBACK = True
    with serving() as here:
        yield here


@pytest.fixture
def blog(site: Site) -> Blog:
    """A proved blog of a member's, of a site with one product and the club tag "morgenro"."""
    BrandSettings.objects.create(name="Morgenro", club_tag="morgenro")
    product = make_product("kvern")
    ProductTag.objects.create(product=product, tag="kvern")
    feed_url = site.put("/feed.xml", rss())
    blog = Blog.objects.create(member=make_member(), site_url=site.address, feed_url=feed_url)
    return accept_proof(blog)
