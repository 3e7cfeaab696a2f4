"""A sample of billing lives; `make lives N=10000` lives as many as asked."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from lives.agreement import CONNECTIONS
from lives.moves import MOVES, lived, moves_of
from lives.running import disagreements_of_world

SAMPLE = range(1_000_000, 1_000_040)


def test_in_every_life_netsuite_is_what_stripes_numbers_make_it() -> None:
    assert [str(each) for each in disagreements_of_world("translated", SAMPLE)] == []


def test_it_is_the_same_when_the_connector_looks_now_and_then_as_when_it_looks_once() -> None:
    """Rule A-1: through the whole connector, with events shuffled and told twice; and the deferred account is right."""
    assert [str(each) for each in disagreements_of_world("whole", SAMPLE[:8])] == []


def test_every_kind_of_move_does_something_in_some_life() -> None:
    """A change of currency shows only in what is billed afterwards."""
    lives = (lived(moves_of(seed)) for seed in range(200))
    told = {word.split(":")[0].split(maxsplit=2)[2] for life in lives for word in life.words}
    assert {move.__name__.replace("_", " ") for move in MOVES} - {"change currency"} <= told


@pytest.mark.parametrize("module", ["oracle", "earning", "taxing"])
def test_what_reckons_knows_nothing_of_the_connector(module: str) -> None:
    tree = ast.parse((Path(__file__).parent / f"{module}.py").read_text(encoding="utf-8"))
    froms = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {name for name in froms | names if name.startswith(("connector", "netsuite_client"))} == set()


def test_the_same_seed_is_the_same_life_and_a_move_can_be_left_out() -> None:
    moves = moves_of(7)
    once, again = lived(moves), lived(moves)
    assert (once.words, once.life.book) == (again.words, again.life.book)
    shorter = lived(moves.without(moves.kept[-1]))
    assert shorter.words == once.words[: len(shorter.words)]


def test_what_is_wrong_is_told_of_its_life_alone_and_as_shortly_as_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only the oracle is told that uncollectible invoices stay open, nothing is left but their story."""
    for name, one in CONNECTIONS.items():
        told_wrongly = replace(one.settings, keep_open=not one.settings.keep_open)
        monkeypatch.setitem(CONNECTIONS, name, replace(one, settings=told_wrongly))
    found = disagreements_of_world("translated", SAMPLE)
    assert found
    for each in found:
        _about, *moves = each.words
        assert any("give up" in move for move in moves), str(each)
        assert 2 <= len(moves) <= 4, str(each)
        assert each.wrong
