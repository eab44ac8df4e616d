"""Who the demo brand is: the few settings a marketer would fill in on the first day."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ART: Final = Path(__file__).parent / "art"

NAME: Final = "Morgenro"
TAGLINE: Final = {
    "en": "Six things for a calm morning.",
    "nb": "Seks ting for en rolig morgen.",
}
ABOUT: Final = {
    "en": "Nine people in an old sail loft in Grimstad, Norway, making gear for coffee at home.",
    "nb": "Ni personer i et gammelt seilloft i Grimstad, som lager utstyr til kaffe hjemme.",
}
MAIL: Final = "hei@demo.example"
TIME_ZONE: Final = "Europe/Oslo"

CLUB_TAG: Final = "morgenro"
"""Members put this tag on a post in their own blog, together with a product's tag, to have it shown here."""

# The two colours of the brand, each at least 4.5:1 on PAPER, for the light theme.
FJORD: Final = "#24505A"
CLOUDBERRY: Final = "#A8501B"
PAPER: Final = "#FBF7EF"

LOGO: Final = ART / "logo.svg"
MARK: Final = ART / "mark.svg"

HOW_REVIEWERS_ARE_VERIFIED: Final = {
    "en": "A review is marked “verified owner” when the order number given with it is in our books. "
    "Anyone may review without one; such a review counts as much and is not marked.",
    "nb": "En omtale er merket «bekreftet eier» når ordrenummeret som følger med, står i bøkene våre. "
    "Alle kan skrive omtale uten; en slik omtale teller like mye, men er ikke merket.",
}
CRITIC_PROMISE: Final = {
    "en": "We do not edit, hide or move a review for its stars or its tone.",
    "nb": "Vi endrer, skjuler eller flytter ikke en omtale på grunn av stjerner eller tone.",
}
