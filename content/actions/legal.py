"""The legal pages: the foot of every page links to those that are live, and the first of each is a draft."""

from itertools import count
from typing import Any

from django.db import transaction

from content import legal
from content.actions.changes import brand_changed
from content.models import BrandSettings, HomePage, LegalPage


@transaction.atomic
def legal_changed(*, without: int | None = None) -> None:
    """A legal page is live, elsewhere, otherwise called or public no longer: keep the foot's links true.

    `without` is the id of a page that goes while its row may still say that it is live.
    """
    row = BrandSettings.objects.select_for_update(of=("self",)).first() or BrandSettings()
    links = legal.links(legal.shown_legal_pages().exclude(pk=without))
    if links == row.legal_links:
        return
    row.legal_links = links
    row.save()
    brand_changed()


@transaction.atomic
def write_legal_drafts(*, by: Any) -> list[LegalPage]:
    """Write a draft of each legal page that a language of the site lacks; return those that are new.

    The drafts of one purpose are translations of each other, and of the page that is there already.
    """
    brand = BrandSettings.objects.first() or BrandSettings()
    homes = {home.locale.language_code: home for home in HomePage.objects.select_for_update().order_by("pk")}
    keys = {state.purpose: state.page.translation_key for state in legal.legal_states() if state.page}
    drafts = []
    for state in legal.legal_states():
        if state.page is None and state.language in homes:
            draft = _draft(state, homes[state.language], brand)
            draft.owner = by
            draft.translation_key = keys.setdefault(state.purpose, draft.translation_key)
            homes[state.language].add_child(instance=draft)
            draft.save_revision(user=by, log_action=True, clean=False)  # As the editor saves a draft.
            drafts.append(draft)
    return drafts


def _draft(state: legal.LegalState, home: HomePage, brand: BrandSettings) -> LegalPage:
    title, slug, text = legal.first_words(state.purpose, state.language, brand)
    taken = set(home.get_children().values_list("slug", flat=True))
    free = next(name for name in (slug if n == 1 else f"{slug}-{n}" for n in count(1)) if name not in taken)
    return LegalPage(
        title=title, slug=free, purpose=state.purpose, locale=home.locale, body=[("text", text)], live=False
    )
