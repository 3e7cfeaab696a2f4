"""A company for each scenario."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios.books import three_families
from scenarios.company import Company, company


@pytest.fixture
def small_company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """Three families at Stripe and nothing in NetSuite yet."""
    with company(tmp_path, monkeypatch, three_families().book) as made:
        yield made
