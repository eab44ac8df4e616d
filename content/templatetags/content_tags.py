"""What templates print of editorial beside the page they stand on."""

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.translation import get_language

from content.cards import PageCard, Picture, pictures_of, with_alt
from content.films import ShownFilm
from content.models import BrandImage, Product, StoryPage, Topic
from content.related import ReadOn, read_on, stories_about
from pagecache import key_of, note, piece

register = template.Library()


@register.simple_tag
def block_picture(image: BrandImage | None) -> Picture | None:
    """The picture of an `ImageBlock`, with the text it has in this place; empty where it is decoration.

    None where the picture has been deleted from the library, or cannot be shown.
    """
    if image is None:
        return None
    return with_alt(pictures_of([image]).get(image.pk), image.contextual_alt_text or "")


@register.simple_tag(takes_context=True)
def film(context: Context, address: str) -> ShownFilm | None:
    """The film at the address a block names, as `films` of its page has it."""
    return (context.get("films") or {}).get(address)


@register.simple_tag
def all_topics() -> list[Topic]:
    """Every topic, in the marketers' order."""
    note("pages", keep=False)
    return list(Topic.objects.select_related("picture"))


@register.simple_tag
def topic_links() -> str:
    """Print the way to every topic; nothing where there is none. No query while it is kept as a piece."""

    def draw() -> str:
        return render_to_string("content/_topics.html", {"topics": all_topics()})

    return piece(key_of("topics", get_language()), draw)


@register.simple_tag
def identity_picture(subject: Product | Topic) -> Picture | None:
    """The picture of a product or topic beside its name, where it need not be read aloud."""
    return with_alt(pictures_of([subject.picture]).get(subject.picture_id or 0), "")


@register.simple_tag(takes_context=True)
def product_stories(context: Context, product: Product) -> list[PageCard]:
    """The newest stories about a product."""
    return stories_about(product, context["request"])


@register.simple_tag(takes_context=True)
def reading_on(context: Context, story: StoryPage) -> ReadOn:
    """The product a story is about, and further stories."""
    return read_on(story, context["request"])
