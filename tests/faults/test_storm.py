"""A small storm; `make storm` makes a large one."""

from __future__ import annotations

from pathlib import Path

from faults.storm import REQUESTS_RATIO_MAX, storm

A_FEW = 4
"""Of so few requests, chance makes these more or less."""


def test_in_a_storm_everything_arrives_once_and_costs_little_more(tmp_path: Path) -> None:
    """Two of five requests at once are ours, one in twenty fails, and two daemons are killed."""
    figures = storm(tmp_path, invoices=30, batch_records=5, kills=2, seed=1)
    assert (figures["killed"], figures["invoices"], figures["different_ends"]) == (2, 30, 0)
    requests = figures["requests"]
    assert isinstance(requests, dict)
    assert requests["storm"] <= REQUESTS_RATIO_MAX * requests["calm"] + A_FEW, figures
