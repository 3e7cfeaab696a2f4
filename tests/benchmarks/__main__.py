"""`make bench`: takes the measures of the design's chapter on speed and says what the time is spent on."""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
from pathlib import Path

import structlog

from benchmarks.machine import description
from benchmarks.measures import MEASURES, Figures, table, taken
from benchmarks.scenes import SCENES, Plan, profile

NAMES = [measure.name for measure in MEASURES]


def main() -> int:
    """Take the measures and print them; 1 when a floor does not hold."""
    asked = _arguments()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    _say(f"{description()}\n")
    with tempfile.TemporaryDirectory(prefix="connector-bench-") as folder:
        plan = Plan(
            folder=Path(folder),
            invoices=asked.size,
            journal_rows=asked.journal_rows,
            repeats=asked.repeats,
            say=_say,
        )
        figures = _figures(plan, asked.only)
        spent = "" if asked.only and not asked.profile else profile(plan)
    _say(f"\n{table(figures)}\n")
    if spent:
        _say(f"What a paid invoice's processor time is spent on:\n{spent}\n")
    _say(json.dumps({name: round(figure, 4) for name, figure in figures.items()}))
    return 0 if _floors_hold(figures) else 1


def _figures(plan: Plan, only: list[str]) -> Figures:
    """The figures of the measures asked for, or of all."""
    wanted = set(only or NAMES)
    figures: dict[str, float] = {}
    for scene in SCENES:
        if wanted.intersection(scene.measures):
            figures |= scene.play(plan)
    return {name: figures[name] for name in NAMES if name in wanted}


def _floors_hold(figures: Figures) -> bool:
    return all(measure.holds(figures[measure.name], measure.floor) for measure in taken(figures))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=NAMES, default=[], help="one measure alone; may be repeated")
    parser.add_argument("--size", type=int, default=2_000, help="paid invoices in bulk")
    parser.add_argument("--journal-rows", type=int, default=1_000_000, help="intents of the long history")
    parser.add_argument("--repeats", type=int, default=3, help="bulk runs, of which the cheapest counts")
    parser.add_argument("--profile", action="store_true", help="profile even where one measure is taken alone")
    return parser.parse_args()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
