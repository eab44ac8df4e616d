"""Compiled translations: `-m script.messages` writes every .mo from its .po, `--check` only compares.

Django reads the .mo, people edit the .po, and gettext's own msgfmt is missing on many machines; so the
.mo files are committed, made by this script, and checked for staleness.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PLACES = "locale/*/LC_MESSAGES/*.po"
Messages = dict[tuple[str | None, str], tuple[str, ...]]


def messages(entries: Iterable[polib.POEntry | polib.MOEntry]) -> Messages:
    """Return what a reader would see, whatever the order and the comments."""
    return {
        (entry.msgctxt, entry.msgid): tuple(entry.msgstr_plural.values()) or (entry.msgstr,)
        for entry in entries
    }


def is_stale(source: Path) -> bool:
    """Say whether the .mo beside this .po is missing or says something else."""
    compiled = source.with_suffix(".mo")
    if not compiled.exists():
        return True
    return messages(polib.pofile(str(source)).translated_entries()) != messages(polib.mofile(str(compiled)))


def main() -> None:
    stale = [source for source in sorted(ROOT.glob(PLACES)) if is_stale(source)]
    if "--check" in sys.argv[1:]:
        for source in stale:
            print(
                f"{source.relative_to(ROOT)} is newer than its .mo: run .venv/bin/python -m script.messages"
            )
        raise SystemExit(1 if stale else 0)
    for source in stale:
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))
        print(f"compiled {source.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
