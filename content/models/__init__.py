"""Editorial: what a product or topic is, the brand's own settings, and the pages marketers build."""

from content.models.approval import SecondReader
from content.models.brand import BrandImage, BrandRendition, BrandSettings
from content.models.catalogue import Product, ProductTag, Topic
from content.models.pages import (
    EditorialPage,
    HomePage,
    LandingPage,
    LegalPage,
    ProductIndexPage,
    ProductPage,
    StoryIndexPage,
    StoryPage,
    TopicIndexPage,
    TopicPage,
)
from content.models.video import Video

__all__ = [
    "BrandImage",
    "BrandRendition",
    "BrandSettings",
    "EditorialPage",
    "HomePage",
    "LandingPage",
    "LegalPage",
    "Product",
    "ProductIndexPage",
    "ProductPage",
    "ProductTag",
    "SecondReader",
    "StoryIndexPage",
    "StoryPage",
    "Topic",
    "TopicIndexPage",
    "TopicPage",
    "Video",
]
