"""A small storm; `make storm` makes a large one."""

from __future__ import annotations

from pathlib import Path

from faults.storm import storm


def test_in_a_storm_everything_arrives_once(tmp_path: Path) -> None:
    """Two of five requests at once are ours, one in twenty fails, and it is killed twice."""
    figures = storm(tmp_path, invoices=30, batch_records=5, kills=2, seed=1)
    assert (figures["killed"], figures["invoices"], figures["different_ends"]) == (2, 30, 0)
