"""`make faults`: the story disturbed at every point of it in every way, and processes killed at random moments."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain

from faults.sweep import Judged, Stage, killed, sweep

PROGRESS_EVERY = 20


def main() -> int:
    """Run the cases and say what they did harm to; 1 when there is anything. Ctrl-C says what there is so far."""
    asked = _arguments()
    stage = Stage()
    cases = range(len(stage.cases))[asked.start : asked.stop : asked.step]
    stage.close()
    seeds = range(asked.seed, asked.seed + asked.kills)
    done: list[Judged] = []
    with suppress(KeyboardInterrupt):
        done.extend(_told(chain(sweep(cases, asked.processes), killed(seeds)), len(cases) + len(seeds)))
    _say(json.dumps(_figures(done)))
    return int(any(each.harms for each in done))


def _told(judged: Iterator[Judged], number: int) -> Iterator[Judged]:
    """Say each harm at once, and now and then how far it is."""
    began, harmed = time.monotonic(), 0
    for done, each in enumerate(judged, start=1):
        harmed += bool(each.harms)
        for line in each.harms:
            _say(f"{each.name}, {line}")
        if done % PROGRESS_EVERY == 0:
            _say(f"{done} of {number}, now {each.name}: {harmed} with harm, {time.monotonic() - began:.0f} s")
        yield each


def _figures(done: list[Judged]) -> dict[str, object]:
    lines = [line for each in done for line in each.harms]
    return {
        "runs": len(done),
        "faults": dict(Counter(each.trouble for each in done)),
        "different_ends": sum(bool(each.harms) for each in done),
        "duplicates": sum(": too much: " in line or "; times" in line or ": times" in line for line in lines),
        "lost": sum(": missing: " in line for line in lines),
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--from", dest="start", type=int, default=0, help="the first case; to go on where it ended")
    parser.add_argument("--to", dest="stop", type=int, default=None, help="the case before which it ends")
    parser.add_argument("--step", type=int, default=1, help="take every so manieth case")
    parser.add_argument("--kills", type=int, default=5, help="how often real processes are killed by a seed")
    parser.add_argument("--seed", type=int, default=1, help="the first of those seeds; the others count up")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
