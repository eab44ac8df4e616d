"""Names of members against the names there are: the brand's, and those of people who speak for it."""

from community.models import Member
from community.naming.handles import check_display_name, suggest_handle
from content.models import BrandSettings


def check_name(name: str, *, of: Member | None = None) -> str:
    """Return the name as it is stored; raises `NameRefused` for one that hides or claims something.

    `of` is the member it is for; None at sign-up. Whoever already goes by it may keep it.
    """
    if of is not None and name == of.name:
        return name
    staff, brand = _claimed(of)
    return check_display_name(name, staff_names=staff, brand_names=brand)


def free_handle(name: str) -> str:
    """Return a handle nobody has, made from a name; its unique constraint has the last word."""
    staff, brand = _claimed(None)
    stem = suggest_handle(name, taken=(), taken_by_staff=staff, brand_names=brand)
    # Longer stems are cut to make room for a number.
    taken = Member.objects.filter(username__istartswith=stem[:20]).values_list("username", flat=True)
    return suggest_handle(stem, taken={handle.casefold() for handle in taken})


def _claimed(of: Member | None) -> tuple[list[str], list[str]]:
    """Return the names that are spoken for: of the others who speak for the brand, and the brand's own."""
    others = Member.objects.staff().exclude(pk=of.pk if of else None).values_list("name", "username")
    brand = BrandSettings.objects.values_list("name", flat=True).first() or BrandSettings().name
    return [each for row in others for each in row], [brand]
