"""Tables whose words can be translated: wagtail-localize knows every block of Wagtail's but these."""

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail_localize.segments import StringSegmentValue


class WordsTable(TypedTableBlock):
    """A table whose headings and texts are translated; its numbers and ticks are the same everywhere.

    A text is known by itself, not by its cell: a new row or column leaves the others translated.
    """

    def get_translatable_segments(self, value: TypedTable) -> list[StringSegmentValue]:
        return [StringSegmentValue(_name_of(text), text) for text in dict.fromkeys(_words_of(value))]

    def restore_translated_segments(self, value: TypedTable, segments: list[Any]) -> TypedTable:
        found = {segment.path: segment.render_text() for segment in segments}

        def translated(text: str) -> str:
            return found.get(_name_of(text), text)

        return TypedTable(
            columns=[{**column, "heading": translated(column["heading"])} for column in value.columns],
            row_data=[
                {
                    "values": [
                        translated(cell) if _holds_words(column) else cell
                        for column, cell in zip(value.columns, row["values"], strict=True)
                    ]
                }
                for row in value.row_data
            ],
            caption=translated(value.caption),
        )


def _words_of(table: TypedTable) -> Iterator[str]:
    yield table.caption
    yield from (column["heading"] for column in table.columns)
    for row in table.row_data:
        yield from (
            cell
            for column, cell in zip(table.columns, row["values"], strict=True)
            if _holds_words(column) and cell
        )


def _holds_words(column: dict[str, Any]) -> bool:
    return isinstance(column["block"], blocks.CharBlock)


def _name_of(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()
