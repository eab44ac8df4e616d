"""What a page names of other rows: by number in the database, by something lasting in the file.

`rewrite` walks a block's stored value and lets a mapper translate every name in it; the same walk goes both
ways. On the way in the value is a stranger's: its shape is checked here, what it says by the blocks' `clean`.
"""

import re
from collections.abc import Callable
from typing import Any, Protocol

from django.db.models import Model
from wagtail import blocks
from wagtail.blocks import Block
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.rich_text.rewriters import extract_attrs

from content.blocks import IdentityChoice
from content.transfer.report import Refused

# Of a list with this name: the numbers of members' posts, which mean nothing on another site.
POSTS = "posts"
LINK = re.compile(r"<(?:a|embed)\b[^>]*>")
ID = re.compile(r'(\sid=")[^"]*(")')
SCALAR = (str, int, float, bool, type(None))


class Mapper(Protocol):
    """Translates the name of one row; None where it is not to be had.

    One that `is_strict` refuses what the blocks of today do not know; else it is left out. `block_id` makes
    the name of a block that has none.
    """

    is_strict: bool

    def block_id(self) -> str | None: ...

    def row(self, model: type[Model], name: Any) -> Any: ...

    def posts(self, block: Block, items: list[Any]) -> list[Any]: ...

    def text(self, block: blocks.RichTextBlock, html: str) -> str: ...


def rewrite(block: Block, value: Any, mapper: Mapper) -> Any:
    """Return a block's stored value with every name translated. Refused if its shape is not the block's."""
    if isinstance(block, blocks.StreamBlock):
        members = (_member(block, one, mapper) for one in _of(list, value, block))
        return [member for member in members if member]
    if isinstance(block, blocks.ListBlock):
        return [_item(block, one, mapper) for one in _of(list, value, block)]
    if isinstance(block, BaseTypedTableBlock):
        return _table(block, _of(dict, value, block), mapper)
    if isinstance(block, blocks.StructBlock):
        return _struct(block, _of(dict, value, block), mapper)
    if not isinstance(value, SCALAR):
        raise Refused(f"“{block.name}” holds what it cannot hold.")
    if isinstance(block, IdentityChoice):
        return str(mapper.row(block.subject, value) or "") if value else ""
    if isinstance(block, blocks.ChooserBlock):
        return None if value is None else mapper.row(block.model_class, value)
    if isinstance(block, blocks.RichTextBlock):
        return mapper.text(block, value if isinstance(value, str) else "")
    return value


def _of(kind: type, value: Any, block: Block) -> Any:
    if not isinstance(value, kind):
        raise Refused(f"“{block.name or 'body'}” holds what it cannot hold.")
    return value


def _member(block: blocks.StreamBlock, member: Any, mapper: Mapper) -> dict[str, Any] | None:
    member = _of(dict, member, block)
    child = block.child_blocks.get(str(member.get("type")))
    if child is None:
        if not mapper.is_strict:
            return None
        raise Refused(f"There is no block “{member.get('type')}” here.")
    return {
        "type": child.name,
        "value": rewrite(child, member.get("value"), mapper),
        **_identity(member, mapper),
    }


def _item(block: blocks.ListBlock, item: Any, mapper: Mapper) -> dict[str, Any]:
    # Lists of an older kind, and those written by hand, hold bare values.
    wrapped = item if isinstance(item, dict) and item.get("type") == "item" else {"value": item}
    value = rewrite(block.child_block, wrapped.get("value"), mapper)
    return {"type": "item", "value": value, **_identity(wrapped, mapper)}


def _identity(member: dict[str, Any], mapper: Mapper) -> dict[str, str]:
    """Return the block's own name, by which Wagtail compares revisions and editors' notes find it."""
    name = member.get("id")
    name = name if isinstance(name, str) and name else mapper.block_id()
    return {"id": name} if name else {}


def _struct(block: blocks.StructBlock, value: dict[str, Any], mapper: Mapper) -> dict[str, Any]:
    strange = set(value) - set(block.child_blocks)
    if strange and mapper.is_strict:
        raise Refused(f"“{block.name}” has no part “{min(strange)}”.")
    parts = {}
    for name, child in block.child_blocks.items():
        if name not in value:
            continue
        rewritten = rewrite(child, value[name], mapper)
        parts[name] = mapper.posts(child, rewritten) if name == POSTS else rewritten
    return parts


def _table(block: BaseTypedTableBlock, value: dict[str, Any], mapper: Mapper) -> dict[str, Any]:
    columns = [_of(dict, column, block) for column in _of(list, value.get("columns"), block)]
    cells = [block.child_blocks.get(str(column.get("type"))) for column in columns]
    if None in cells:
        raise Refused(f"“{block.name}” has a column of a kind that is not known here.")
    rows = []
    for row in _of(list, value.get("rows"), block):
        values = _of(list, _of(dict, row, block).get("values"), block)
        if len(values) != len(cells):
            raise Refused(f"“{block.name}” has a row of another length than its columns.")
        rows.append({"values": [rewrite(cell, one, mapper) for cell, one in zip(cells, values, strict=True)]})
    headings = [{"type": column["type"], "heading": str(column.get("heading", ""))} for column in columns]
    return {"columns": headings, "rows": rows, "caption": str(value.get("caption") or "")}


def rewrite_links(html: str, models: dict[str, type[Model]], translate: Callable[..., Any]) -> str:
    """Return rich text whose links and embeds name their targets anew; `models` are those of each kind."""

    def renamed(tag: re.Match[str]) -> str:
        attributes = extract_attrs(tag[0])
        model = models.get(attributes.get("linktype") or attributes.get("embedtype") or "")
        if model is None or "id" not in attributes:
            return tag[0]
        name = translate(model, attributes["id"])
        return ID.sub(lambda found: f"{found[1]}{'' if name is None else name}{found[2]}", tag[0])

    return LINK.sub(renamed, html)
