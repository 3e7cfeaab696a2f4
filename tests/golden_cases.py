"""Worked cases of revenue recognition that are kept elsewhere: `RECOGNITION_CASES`, else beside the repository."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

_REPOSITORY = Path(__file__).parents[1]
_FILE = Path(os.environ.get("RECOGNITION_CASES") or _REPOSITORY.parent / "shared/golden/recognition.json").resolve()

Case = dict[str, Any]


def golden(kind: str) -> list[Any]:
    """The cases of a kind as parameters named like the cases; one that is skipped where none is at hand."""
    if not _FILE.exists():
        return [pytest.param({}, marks=pytest.mark.skip(reason=f"the worked cases are not at hand ({_FILE})"))]
    cases = json.loads(_FILE.read_text(encoding="utf-8"))["cases"]
    return [pytest.param(one, id=one["name"]) for one in cases if one["kind"] == kind]
