"""The demo's members: customers, three who speak for the brand, and the four demo sign-ins."""

from datetime import datetime, timedelta
from itertools import cycle

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.users.models import UserProfile

from community.actions.awarding import award_badges
from community.actions.levels import raise_levels
from community.actions.photos import prepare_photo, store_upload
from community.models import Member, Ownership
from community.models.members import DESK, MARKETING
from content.models import Product
from demo import texts

PASSWORD = "alongside-demo"  # noqa: S105 - printed by script/server, refused in production
GROUPS = {"moderator@demo.example": DESK, "marketer@demo.example": MARKETING}
ADMIN = "admin@demo.example"


def seed_people() -> dict[str, Member]:
    """Make every member, backdated, with a confirmed address; return them by handle."""
    now = timezone.now()
    # One hash for all: a strong one takes long by design, and everybody knows this password.
    password = make_password(PASSWORD)
    known = set(Member.objects.values_list("username", flat=True))
    people = [person for person in texts.load_people() if person.handle not in known]
    Member.objects.bulk_create(_member(person, password, now) for person in people)
    members = {member.username: member for member in Member.objects.filter(is_demo=True)}
    EmailAddress.objects.bulk_create(
        EmailAddress(user=members[person.handle], email=person.mail, verified=True, primary=True)
        for person in people
    )
    for person in people:
        if group := GROUPS.get(person.mail):
            members[person.handle].groups.add(Group.objects.get(name=group))
        if person.mail in {ADMIN, *GROUPS}:
            # They are Norwegians, but whoever tries the staff pages as them may not be.
            UserProfile.objects.create(user=members[person.handle], preferred_language="en")
    _seed_ownerships(people, members, now)
    _seed_portraits(people, members)
    return members


def _seed_portraits(people: list[texts.Person], members: dict[str, Member]) -> None:
    """Give members their pictures, drawn anew in the limited child like any upload."""
    art = texts.load_art()
    for person in people:
        if person.avatar:
            face, member = art[person.avatar], members[person.handle]
            file = ContentFile(face.path.read_bytes(), name=face.path.name)
            member.picture = store_upload(file, owner=member, alt=face.alt.to(person.lang))
            member.save(update_fields=["picture"])
            prepare_photo(member.picture.pk)


def _member(person: texts.Person, password: str, now: datetime) -> Member:
    joined = now - timedelta(days=person.joined_days_ago)
    role = {language: person.role.to(language) for language in texts.LANGUAGES} if person.role else {}
    return Member(
        username=person.handle,
        name=person.name,
        email=person.mail,
        password=password if _may_sign_in(person) else make_password(None),
        bio=person.bio,
        language=person.lang,
        brand_role=role,
        is_superuser=person.mail == ADMIN,
        is_staff=person.mail == ADMIN,
        is_demo=True,
        date_joined=joined,
        age_confirmed_at=joined,
        terms_accepted_at=joined,
    )


def recognise() -> None:
    """Give everybody the badges and the level they have earned by the public rules."""
    award_badges()
    raise_levels()


def _may_sign_in(person: texts.Person) -> bool:
    """Only the four demo sign-ins have a password, and never in production."""
    return not settings.PRODUCTION and person.mail in {"member@demo.example", ADMIN, *GROUPS}


def _seed_ownerships(people: list[texts.Person], members: dict[str, Member], now: datetime) -> None:
    products = {product.slug: product for product in Product.objects.all()}
    methods = cycle(Ownership.Method)
    Ownership.objects.bulk_create(
        (
            Ownership(
                member=members[person.handle],
                product=products[slug],
                method=next(methods),
                verified_at=now - timedelta(days=person.joined_days_ago),
            )
            for person in people
            for slug in person.owns
        ),
        ignore_conflicts=True,
    )
