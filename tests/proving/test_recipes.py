"""The recipes that partners start from: each says its task, stands on its own, and is proven entry by entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from connector.mapping import FilesOnDisk
from connector.proving import ground_of, proven_files, verdict_text
from connector.settings import load_settings
from stripe_client.emulator import EMULATOR_KEY

ROOT = Path(__file__).parents[2]
RECIPES = sorted((ROOT / "mappings" / "recipes").glob("*.yaml"))


def test_there_are_at_least_twelve_recipes() -> None:
    assert len(RECIPES) >= 12


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.stem)
def test_every_entry_of_a_recipe_is_proven(recipe: Path) -> None:
    (connection,) = load_settings(ROOT / "config" / "demo.yaml", environment={}, overrides=KEYS).connections.values()
    proven = proven_files(FilesOnDisk([recipe]), ground_of(connection))
    proof, left = proven.proof, proven.unreached
    assert not proof.failed, "\n".join(map(verdict_text, proof.failed))
    assert proof.verdicts
    assert left == []


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.stem)
def test_a_recipe_begins_with_the_task_in_the_partners_words(recipe: Path) -> None:
    assert recipe.read_text(encoding="utf-8").startswith('# "')


KEYS = {
    "database_url": "sqlite:///connector.db",
    "connections.main.stripe.api_key": EMULATOR_KEY,
    **{
        f"connections.main.netsuite.{name}": "x"
        for name in ("consumer_key", "consumer_secret", "token_id", "token_secret")
    },
}
"""What a connection cannot do without, and tests of mappings do not use."""
