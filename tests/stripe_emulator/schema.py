"""Stripe's schema and catalogues, where they are at hand."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

_FOLDER = Path(__file__).parents[3] / "shared" / "stripe-schema"

needs_schema = pytest.mark.skipif(
    not _FOLDER.is_dir(), reason="Stripe's schema is not at hand (../shared/stripe-schema)"
)


@cache
def catalogue(name: str) -> Any:
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))


def definitions() -> dict[str, Any]:
    found: dict[str, Any] = catalogue("sdk16.1.0.schema.json")["$defs"]
    return found


@cache
def _validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": definitions()})


def violations(plain: dict[str, Any]) -> list[str]:
    """What Stripe's schema finds wrong with an object; it does not know the stubs that stand for deleted ones."""
    errors = [error for error in _validator(plain["object"]).iter_errors(plain) if not _is_stub(error.instance)]
    return [f"{plain['id']}.{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in errors]


def _is_stub(instance: Any) -> bool:
    return isinstance(instance, dict) and set(instance) == {"id", "object", "deleted"}
