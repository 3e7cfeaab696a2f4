"""`make lives`: so many billing lives by chance, and those in which NetSuite is not what Stripe's numbers make it."""

from __future__ import annotations

import argparse
import json
import sys
import time

from lives.running import LEVELS, Disagreement, disagreeing


def main() -> int:
    """Live them and say what is wrong; 1 when anything is."""
    asked = _arguments()
    seeds = range(asked.seed, asked.seed + asked.n)
    began, found = time.monotonic(), list[Disagreement]()
    for done, wrong in enumerate(disagreeing(seeds, asked.level, asked.processes), start=1):
        found += wrong
        for each in wrong:
            _say(str(each))
        if done % 20 == 0:
            _say(f"{done} worlds, {len(found)} disagreements, {time.monotonic() - began:.0f} s")
    told = {
        "lives": len(seeds),
        "seconds": round(time.monotonic() - began, 1),
        "disagreements": len(found),
        "seeds": [each.seed for each in found],
    }
    _say(f"{len(seeds)} lives, seeds {seeds.start} to {seeds.stop - 1}: {len(found)} disagree")
    _say(json.dumps(told))
    return 1 if found else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make lives", description=__doc__)
    parser.add_argument("n", type=int, help="how many lives")
    parser.add_argument("--seed", type=int, default=0, help="the first one's seed; the others count up")
    parser.add_argument("--level", choices=LEVELS, default="translated", help="how much of it they go through")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
