"""Signed-out pages, kept in Redis by generation and answered before Django.

A view opts in by naming what its page shows: `note("post:12", "brand")`. An action that changes
something raises the same names inside its transaction: `raise_generations("post:12")`. From the moment
the change has committed and been raised, no page that was rendered before it is served again.

Names belong to the rooms above. In use are `brand`, `pages` (tree and menus), `page:<id>`, `product:<id>`,
`topic:<id>`, `feed:<slug>:<language>`, `newest:<slug>:<language>`, `feeds`, `ranking`, `post:<id>`,
`comments:<post id>`, `member:<id>`, `hub`, `trust`, `elsewhere` (what other sites may show), `picture:<id>`,
`video:<id>`.

A view may also `tally("entries:1,2")`: how often its page was shown is then counted under that name, from the
cache or not, and `taken_tallies` hands the counts over (decision 0015).

With Redis away pages come uncached. A raise that is lost is repeated by a sweep, and no page is kept
for longer than `store.PAGE_SECONDS`.
"""

from pagecache.generations import raise_generations
from pagecache.keeping import Piece, key_of, piece, pieces
from pagecache.rendering import forbid, note, tally
from pagecache.tallies import taken_tallies

__all__ = [
    "Piece",
    "forbid",
    "key_of",
    "note",
    "piece",
    "pieces",
    "raise_generations",
    "taken_tallies",
    "tally",
]
