"""The wheel, built and installed elsewhere: it holds what is needed and nothing else, and it runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = {"connector", "netsuite_client", "stripe_client"}


def command(*words: str | Path, at: Path, environment: dict[str, str] | None = None) -> str:
    """What a command prints; it must succeed."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=at,
        env={**os.environ, "PYTHONPATH": "", **(environment or {})},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the tree as it is, without the network."""
    out = tmp_path_factory.mktemp("wheel")
    command(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", out, at=ROOT)
    return next(out.glob("*.whl"))


def contents(wheel: Path) -> Sequence[str]:
    with ZipFile(wheel) as archive:
        return archive.namelist()


def test_the_wheel_holds_the_three_packages_and_nothing_beside_them(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in contents(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == PACKAGES


def test_the_yaml_is_package_data_of_the_connector(wheel: Path) -> None:
    in_tree = {
        f"connector/data/{path.relative_to(ROOT).as_posix()}"
        for folder in ("config", "mappings")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    in_wheel = {name for name in contents(wheel) if name.startswith("connector/data/")}
    assert in_wheel == in_tree
    assert "connector/data/config/connector.example.yaml" in in_wheel
    assert "connector/data/mappings/default.yaml" in in_wheel


def test_every_module_of_the_tree_is_in_the_wheel(wheel: Path) -> None:
    in_tree = {path.relative_to(ROOT).as_posix() for package in PACKAGES for path in (ROOT / package).rglob("*.py")}
    assert {name for name in contents(wheel) if name.endswith(".py")} == in_tree


def test_the_installed_wheel_helps_and_shows_a_demo_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    place, elsewhere = tmp_path / "environment", tmp_path / "elsewhere"
    elsewhere.mkdir()
    venv.create(place, with_pip=True)
    python, connector = place / "bin" / "python", place / "bin" / "connector"
    command(python, "-m", "pip", "install", "-qq", "--no-deps", "--no-index", wheel, at=elsewhere)
    # What it depends on is lent from here. A .pth found on the way is not followed: our own tree stays out of it.
    lent = next(place.glob("lib/python*/site-packages")) / "lent.pth"
    lent.write_text(sysconfig.get_path("purelib"), encoding="utf-8")

    found = command(python, "-c", "import connector; print(connector.__file__)", at=elsewhere).strip()
    assert Path(found).is_relative_to(place)
    assert "Keeps NetSuite's books equal to Stripe Billing" in command(connector, "--help", at=elsewhere)
    shown = command(connector, "demo", "--state", tmp_path / "state", at=elsewhere)
    assert re.search(r"All good: 2,?\d\d\d synced, nothing waits\.", shown)
    assert re.search(r"invoices \(236\) +31,708\.96 +31,444\.26 +-264\.70 +-264\.70 +0\.00", shown)
    assert "Everything is explained: unexplained 0.00." in shown
