"""What a line must look like before anything is made of it, and how a refusal is put into words."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from content.transfer.report import Refused

SAID = {str: "text", dict: "an object", list: "a list", bool: "true or false", int: "a whole number"}
Shape = dict[str, Any]


def shaped(line: dict[str, Any], shape: Shape) -> dict[str, Any]:
    """Return the line if it has the parts of `shape` and no others, each of its type. Refused else."""
    if strange := sorted(set(line) - set(shape)):
        raise Refused(f"“{strange[0]}” is not known here.")
    if missing := sorted(set(shape) - set(line)):
        raise Refused(f"“{missing[0]}” is missing.")
    for name, kinds in shape.items():
        value, kinds = line[name], kinds if isinstance(kinds, tuple) else (kinds,)
        # True is an int to Python.
        if not any(value is None if kind is None else type(value) is kind for kind in kinds):
            said = " or ".join(SAID[kind] if kind else "null" for kind in kinds)
            raise Refused(f"“{name}” must be {said}.")
    return line


def texts(line: dict[str, Any], name: str) -> list[str]:
    """Return a list of texts. Refused if it holds anything else."""
    if not all(isinstance(one, str) for one in line[name]):
        raise Refused(f"“{name}” must be a list of texts.")
    return line[name]


def words_of(error: ValidationError) -> str:
    """Return a model's or a block's refusal in one line: what is wrong where."""
    inner = getattr(error, "block_errors", None)
    if inner:
        parts = inner.items() if isinstance(inner, dict) else enumerate(inner)
        said = [f"“{_place(name)}”: {words_of(one)}" for name, one in parts if one]
        return " ".join([*said, *_own(error)])
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    said = []
    for name, errors in error.message_dict.items():
        place = "" if name == NON_FIELD_ERRORS else f"“{name}”: "
        said.append(place + " ".join(errors))
    return " ".join(said)


def _place(name: object) -> str:
    """Return where in a block something is wrong; people count blocks from 1."""
    return f"block {name + 1}" if isinstance(name, int) else str(name)


def _own(error: ValidationError) -> list[str]:
    """Return what is wrong with a block as a whole."""
    return [str(message) for one in getattr(error, "non_block_errors", ()) for message in one.messages]
