"""Editorial: what a product or topic is, the brand's own settings, and the pages marketers build."""

from content.models.brand import BrandImage, BrandRendition, BrandSettings
from content.models.catalogue import Product, ProductTag, Topic
from content.models.pages import (
    EditorialPage,
    HomePage,
    LandingPage,
    ProductIndexPage,
    ProductPage,
    StoryIndexPage,
    StoryPage,
)

__all__ = [
    "BrandImage",
    "BrandRendition",
    "BrandSettings",
    "EditorialPage",
    "HomePage",
    "LandingPage",
    "Product",
    "ProductIndexPage",
    "ProductPage",
    "ProductTag",
    "StoryIndexPage",
    "StoryPage",
    "Topic",
]
