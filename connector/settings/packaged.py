"""Finds the YAML that comes with the product: in the installed wheel, or in the source tree."""

from __future__ import annotations

from pathlib import Path

import connector


def packaged(path: str) -> Path:
    """The file `path` (such as `mappings/default.yaml`) that comes with the product."""
    package = Path(connector.__file__).resolve().parent
    installed = package / "data" / path
    return installed if installed.exists() else package.parent / path
