"""`make mutants SAMPLE=600 SEED=1`: so many mutants by chance out of all, and those that no test notices."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

MUTMUT = (sys.executable, "-m", "mutmut", "run", "--max-children", "2")
MADE = Path("mutants")
SURVIVED, KILLED = "survived", "killed"
MEANS = {0: SURVIVED, 1: KILLED, 3: KILLED, 5: "no tests", 33: "no tests", None: "not tried"}
"""What mutmut notes of a mutant: how its tests ended. Whatever else it notes is a mutant that hung or crashed."""

UNNOTICED = (SURVIVED, "no tests", "not tried")


def main() -> int:
    """Try the sample and say what became of it; 1 when any mutant survived."""
    size, seed = int(sys.argv[1]), int(sys.argv[2])
    subprocess.run([*MUTMUT, "none of them"], capture_output=True, check=False)  # makes all, tries none
    every = sorted(_noted())
    chosen = Random(seed).sample(every, min(size, len(every)))  # noqa: S311 - chance makes cases, keeps no secret
    tried = subprocess.run([*MUTMUT, *chosen], stdout=subprocess.DEVNULL, check=False)
    noted = _noted()
    _say(chosen, len(every), seed, {name: MEANS.get(noted[name], "hung") for name in chosen})
    return tried.returncode or int(any(noted[name] == 0 for name in chosen))


def _noted() -> Mapping[str, int | None]:
    """Every mutant, and how its tests ended; None: it was not tried yet."""
    metas = (json.loads(each.read_text(encoding="utf-8")) for each in MADE.rglob("*.meta"))
    return {name: code for meta in metas for name, code in meta["exit_code_by_key"].items()}


def _say(chosen: Sequence[str], every: int, seed: int, became: Mapping[str, str]) -> None:
    counts = Counter(became.values())
    told = ", ".join(f"{number} {what}" for what, number in counts.most_common())
    noticed = len(chosen) - sum(counts[what] for what in UNNOTICED)
    score = 100 * noticed / max(1, len(chosen))
    lines = [f"{len(chosen)} of {every} mutants, seed {seed}: {told}; score {score:.1f} %"]
    lines += [f"  {name}" for name in chosen if became[name] in UNNOTICED]
    sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    sys.exit(main())
