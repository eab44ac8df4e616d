"""The cards of what public posts link to: noted when words become public, fetched by a task, looked after.

The rows are the queue: `LinkCard.due_at` asks to look at a card, to fetch it or, where no public words link
there any more, to forget it.
"""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

import jobs
from community.link_cards import Told, card_address, cards_in, is_listed, told_of_film, told_of_page
from community.models import LinkCard, Post, PostRevision, RevisionLink
from community.models.posts import PostQuerySet
from content.fetched_pictures import FETCH_SECONDS, forget_picture, keep_picture
from content.video import film_at, pictures_at, read_description
from fetching import FetchError, fetch
from fetching.pages import parse_page
from fetching.targets import read_target
from pagecache import raise_generations

MAX_PAGE = 2 * 1024 * 1024  # bytes
SMALLEST_PICTURE = 120
"""Pixels either way; what is smaller is a sign, not a picture."""
AGAIN = timedelta(days=30)
LEASE = timedelta(minutes=10)
"""How long one worker has a card for itself."""
SHORTEST, ATTEMPTS = timedelta(minutes=5), 5
"""The wait after a first failure, and how many are made; each further wait is four times as long."""


def follow_links(post: Post) -> None:
    """Note the links of a post whose public words have just changed, and look at those that are left.

    In the transaction of that change.
    """
    if post.is_public and post.public_revision:
        _note(post.public_revision)
    left = LinkCard.objects.filter(pk__in=RevisionLink.objects.filter(revision__post=post).values("card"))
    _look_at(list(left.unshown().order_by("pk").values_list("pk", flat=True)))


def let_go_of_links(posts: PostQuerySet) -> None:
    """Have the cards of posts that are about to be deleted looked at when they are gone."""
    links = RevisionLink.objects.filter(revision__post__in=posts)
    _look_at(list(LinkCard.objects.filter(pk__in=links.values("card")).values_list("pk", flat=True)))


def _note(revision: PostRevision) -> None:
    urls = {hashlib.sha256(url.encode()).hexdigest(): url for url in cards_in(revision.body_html)}
    if not urls:
        return
    # An update of what is there locks it, so that nobody forgets it meanwhile; in one order for everybody.
    LinkCard.objects.bulk_create(
        (LinkCard(url=url, digest=digest) for digest, url in sorted(urls.items())),
        update_conflicts=True,
        update_fields=["url"],
        unique_fields=["digest"],
    )
    cards = {card.digest: card for card in LinkCard.objects.filter(digest__in=urls)}
    RevisionLink.objects.bulk_create(
        (
            RevisionLink(revision=revision, card=cards[digest], position=place)
            for place, digest in enumerate(urls)
        ),
        ignore_conflicts=True,
    )
    # One that is tried again keeps its time, however often it is linked to.
    _look_at([one.pk for one in cards.values() if one.state == LinkCard.State.WAITING and not one.attempts])


def _look_at(pks: list[int]) -> None:
    from community import tasks

    LinkCard.objects.filter(pk__in=pks).update(due_at=timezone.now())
    for pk in pks:
        jobs.enqueue(tasks.fetch_link_card, pk)


def fetch_link_card(pk: int, *, oembed: str = "") -> None:
    """Ask a site about its page if that is due; `oembed` asks there instead. Safe twice and late."""
    now = timezone.now()
    if not LinkCard.objects.due().filter(pk=pk).update(due_at=now + LEASE):
        return
    card = LinkCard.objects.get(pk=pk)
    if not LinkCard.objects.shown().filter(pk=pk).exists() or not card_address(card.url):
        forget_card(pk)
        return
    try:
        told = _ask(card.url, oembed)
    except (FetchError, ValueError):
        _try_again(card)
    else:
        _settle(card, told)


def _ask(url: str, oembed: str) -> Told:
    """Return what a site tells of its page now. Raises FetchError, or ValueError for an odd answer."""
    film = film_at(url)
    asked = oembed or (film.oembed if film else url)
    answer = fetch(asked, deadline=FETCH_SECONDS, max_bytes=MAX_PAGE)
    if answer.status in (401, 403, 404, 410):
        return Told()
    if answer.status != 200:
        raise FetchError
    if film:
        return told_of_film(read_description(answer.body), film.site)
    if not is_listed(read_target(answer.url).host):
        return Told()  # it leads to a site that is not on the list: what stands there is not its own
    kind = answer.headers.get("Content-Type", "")
    return told_of_page(parse_page(answer.body, content_type=kind, url=answer.url), answer.url)


def _settle(card: LinkCard, told: Told) -> None:
    """Keep what was learnt, and have the posts that show it drawn anew."""
    before = card.renditions
    sizes = _picture(card, told)
    state = LinkCard.State.READY if told.title else LinkCard.State.EMPTY
    now = timezone.now()
    with transaction.atomic():
        kept = LinkCard.objects.filter(pk=card.pk).update(
            state=state,
            title=told.title,
            description=told.description,
            site_name=told.site_name,
            author=told.author,
            renditions=sizes,
            attempts=0,
            fetched_at=now,
            due_at=now + AGAIN,
        )
        _raise_for(card)
    forget_picture(size for size in (before if kept else sizes) if not kept or size not in sizes)
    forget_card(card.pk)  # where the words were taken back while we asked


def _picture(card: LinkCard, told: Told) -> list[dict[str, object]]:
    """Return the files of a card's picture; what cannot be fetched today leaves the one that is here."""
    if not (told.title and told.picture_url):
        return []
    addresses = pictures_at(told.picture_url) if film_at(card.url) else [told.picture_url]
    try:
        return keep_picture(addresses, folder="links", at_least=SMALLEST_PICTURE)
    except FetchError:
        return card.renditions


def _raise_for(card: LinkCard) -> None:
    posts = RevisionLink.objects.in_public().filter(card=card).values_list("revision__post_id", flat=True)
    raise_generations(*(f"post:{pk}" for pk in posts))


def _try_again(card: LinkCard) -> None:
    """Nothing is known against the page: it is asked for later, and after a few times taken as silent."""
    if card.attempts + 1 >= ATTEMPTS:
        _settle(card, Told())
        return
    wait = SHORTEST * 4**card.attempts
    LinkCard.objects.filter(pk=card.pk).update(attempts=card.attempts + 1, due_at=timezone.now() + wait)


@transaction.atomic
def forget_card(pk: int) -> None:
    """Delete a card that no public words link to, with its files."""
    # Whoever notes a link to it waits here, and makes it anew; whoever was first is seen below.
    card = LinkCard.objects.select_for_update().filter(pk=pk).first()
    if card is not None and LinkCard.objects.unshown().filter(pk=pk).exists():
        forget_picture(card.renditions)
        card.delete()


def sweep_link_cards() -> None:
    """Look at the cards that are due: a lost message, a failure, a month gone by."""
    from community import tasks

    for pk in LinkCard.objects.due().values_list("pk", flat=True)[:50]:
        jobs.enqueue(tasks.fetch_link_card, pk)
