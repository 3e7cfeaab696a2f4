"""Daemons of these tests start without what takes long, and look around only every ten seconds of their own time."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from faults.quick import quick_and_quiet

from connector.daemon import loop


@pytest.fixture(scope="package", autouse=True)
def _quick() -> Iterator[None]:
    with quick_and_quiet(), patch.object(loop, "REST_SECONDS", 10.0):
        yield
