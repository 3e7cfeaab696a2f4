"""Reads values as they are written."""

from __future__ import annotations

from connector.located import Block, Message, Node, Scalar
from connector.mapping.catalogue import FieldSpec, RecordKind
from connector.mapping.notes import wrong
from connector.mapping.values import WrongTypeError, written
from netsuite_client.records import Field


def constant(kind: RecordKind, spec: FieldSpec, node: Node) -> Field | Message | None:
    """The value of a field; None clears it (MAP-123, MAP-131)."""
    if isinstance(node, Block) and node.left_out:
        return None
    if not isinstance(node, Scalar):
        return wrong(node, "MAP-131", f"{kind.name}.{spec.name} takes a single value")
    try:
        field = written(node, spec)
    except WrongTypeError as error:
        code = "MAP-123" if spec.custom and spec.type == "reference" else "MAP-131"
        return wrong(node, code, f'{kind.name}.{spec.name} takes {error}, not "{node.text}"')
    if field is None and spec.required:
        return wrong(node, "MAP-131", f"{kind.name}.{spec.name} cannot be empty")
    return field


def is_empty(node: Node) -> bool:
    """A section whose entries are all commented out, or could not be read."""
    return node.left_out if isinstance(node, Block) else isinstance(node, Scalar) and node.value is None
