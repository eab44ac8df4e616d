"""The order of what was found. No ORM, and nothing but titles, languages and times: whoever praises and who
complains stand alike, and so do the brand and its customers."""

from collections.abc import Iterable, Sequence

from feeds.finding.facets import Candidate
from feeds.finding.words import Term, closeness


def best_first(candidates: Iterable[Candidate], terms: Sequence[Term], language: str) -> list[Candidate]:
    """Return those first whose titles are closest to what was looked for; of equals what is in the reader's
    language, then the newer."""

    def place(candidate: Candidate) -> tuple[int, bool, float, str, int]:
        is_foreign = bool(candidate.language) and candidate.language != language
        return (
            closeness(candidate.title, terms),
            is_foreign,
            -candidate.at.timestamp(),
            candidate.source,
            candidate.pk,
        )

    return sorted(candidates, key=place)
