"""Holding objects back and letting them in by flags at Stripe, end to end (rule I-5)."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.books import Story
from scenarios.company import Company, company
from stripe_client.emulator.shapes.fields import Plain

BOOKED = [
    "in_demo0001 2026-03-01 USD 100.00 open 0.00",
    "  1 × Gold, monthly 100.00",
    "ch_demo0001 2026-03-02 USD 100.00: 100.00 on in_demo0001",
]


def flagged(objects: list[Plain], flag: str, value: str = "true", *, index: int = 0) -> None:
    """Write into an object's metadata what somebody would."""
    objects[index] |= {"metadata": {**objects[index].get("metadata", {}), flag: value}}


def resynced(made: Company, story: Story) -> Plain:
    """What the next sync says after Stripe has changed."""
    made.stripe.merge(story.book)
    ended = made.sync("--json")
    assert ended.code == 0, ended.said
    said: Plain = ended.json["status"]
    return said


BY_WHOM = {
    "its customer": ("customers", "cus_demo0001", {"in_demo0001", "ch_demo0001"}),
    "the invoice": ("invoices", "in_demo0001", {"in_demo0001", "ch_demo0001"}),
    "the charge": ("charges", "ch_demo0001", {"ch_demo0001"}),
    "the price": ("prices", "price_demo0001", {"in_demo0001"}),
}


@pytest.mark.parametrize(("kind", "by", "held"), BY_WHOM.values(), ids=BY_WHOM)
def test_a_flag_holds_back_says_by_whom_and_lets_go_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, by: str, held: set[str]
) -> None:
    story = Story()
    story.billed()
    flagged(story.book[kind], "netsuite_block_integration")
    with company(tmp_path, monkeypatch, story.book) as made:
        synced = made.sync()
        assert synced.code == 0, "nobody needs to do anything"
        assert f"{len(held)}  DEP-302 BLOCKED_BY_METADATA: blocked by {by}" in synced.out
        for root in held:
            assert f"blocked by {by} (DEP-302 Held by netsuite_block_integration on {by}." in made.run("show", root).out
            assert f"{root} is blocked by {by} (DEP-302" in made.run("preview", root).out
            assert f"{root} " not in made.books()

        flagged(story.book[kind], "netsuite_block_integration", "false")
        assert resynced(made, story)["blocked"] == []
        assert made.books().splitlines()[:3] == BOOKED


def test_a_11_a_flag_that_comes_later_takes_nothing_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story()
    story.billed()
    with company(tmp_path, monkeypatch, story.book) as made:
        made.sync()
        writes = made.writes()
        for kind in ("customers", "invoices", "charges"):
            flagged(story.book[kind], "netsuite_block_integration")
        said = resynced(made, story)
        assert [(one["code"], one["number"]) for one in said["blocked"]] == [("DEP-302", 2)]
        assert made.writes() == writes
        assert made.books().splitlines()[:3] == BOOKED
        assert "[synced]" in made.run("show", "in_demo0001").out


def test_a_payment_waits_for_an_invoice_that_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The price holds the invoice; its payment carries no flag, and needs the invoice."""
    story = Story()
    story.billed()
    flagged(story.book["prices"], "netsuite_block_integration")
    with company(tmp_path, monkeypatch, story.book) as made:
        made.sync()
        assert "[waiting for cus_demo0001, in_demo0001]" in made.run("show", "ch_demo0001").out


def test_with_an_allow_list_payments_come_in_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story()
    story.billed()
    story.billed(day=10)
    flagged(story.book["charges"], "netsuite_allow_integration")
    with company(tmp_path, monkeypatch, story.book) as made:
        made.configure(more="    allowlist: true\n")
        synced = made.sync()
        assert synced.code == 0, synced.said
        assert "1  DEP-303 NOT_ALLOWED: blocked by ch_demo0002" in synced.out
        assert "in_demo0002 2026-03-10 USD 100.00 open 100.00" in made.books()
        shown = made.run("show", "ch_demo0002").out
        assert "DEP-303 Not on the allow list: ch_demo0002 has no netsuite_allow_integration." in shown

        flagged(story.book["charges"], "netsuite_allow_integration", index=1)
        resynced(made, story)
        assert "in_demo0002 2026-03-10 USD 100.00 open 0.00" in made.books()


def test_an_allow_list_that_is_switched_off_lets_everything_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story()
    story.billed()
    with company(tmp_path, monkeypatch, story.book) as made:
        made.configure(more="    allowlist: true\n")
        made.sync()
        made.configure()
        synced = made.sync()
        assert synced.code == 0, synced.said
        assert made.books().splitlines()[:3] == BOOKED
