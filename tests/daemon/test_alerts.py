"""What people are told without asking, and what is never told to anybody."""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import structlog
from faults.world import NETSUITE, STRIPE, Fate
from stripe_emulator.test_webhooks import Receiver

from connector.logs import configure_logs
from daemon.site import SECRET, Site
from netsuite_client.outcomes import Update
from netsuite_client.records import Invoice, Kind, Ref

KEY, CARD, MAIL = "sk_live_51PlantedKey0000", "4242 4242 4242 4242", "ada@ada.example"

HOUR = 60 * 60.0
DAY = 24 * HOUR - 120
"""Less what the daemon runs each time."""


@pytest.fixture
def receiver() -> Iterator[tuple[Receiver, str]]:
    receiver = Receiver(200)
    with receiver.listening() as address:
        yield receiver, address


def told(receiver: Receiver) -> list[str]:
    return [f"{one['event']} {one['code']}" for one in receiver.events]


def test_a_cause_is_told_once_and_its_end_once_over_restarts(tmp_path: Path, receiver: tuple[Receiver, str]) -> None:
    site = Site(tmp_path, CONNECTOR_CONNECTIONS__MAIN__ALERTS__WEBHOOK=receiver[1])
    site.world.script(NETSUITE, kind="login", times=1000)
    site.runs_for(31)
    site.runs_for(31)
    assert told(receiver[0]) == ["alert NS-112"]
    alert = receiver[0].events[0]
    assert alert["text"].startswith("main: NetSuite refuses our key")
    assert "Renew the token" in alert["text"]
    site.mends()
    site.runs_for(16)
    site.runs_for(16)
    assert told(receiver[0]) == ["alert NS-112", "recovered NS-112"]
    site.world.close()


def test_many_records_of_one_cause_are_one_alert_and_so_is_a_run_that_stopped_at_its_cap(
    tmp_path: Path, receiver: tuple[Receiver, str]
) -> None:
    site = Site(tmp_path, max_creates="9", CONNECTOR_CONNECTIONS__MAIN__ALERTS__WEBHOOK=receiver[1])
    for day in range(4, 26):
        site.story.billed(day=day)
    site.world.stripe.merge(copy.deepcopy(site.story.book))
    site.runs_for(2)
    assert told(receiver[0]) == ["alert SYS-901"]
    site.world.journal.pauses.end(who="mia", via="cli")
    site.runs_for(1)
    assert told(receiver[0])[1] == "recovered SYS-901"
    site.world.close()


BUSY = {
    "nothing is taken in": ({}, "SILENT"),
    "nothing is sent": ({"operation": "addList"}, "LAG"),
}


@pytest.mark.parametrize(("where", "code"), BUSY.values(), ids=BUSY)
def test_of_passing_trouble_people_hear_only_when_it_lasts(
    tmp_path: Path, receiver: tuple[Receiver, str], where: dict[str, str], code: str
) -> None:
    site = Site(tmp_path, CONNECTOR_CONNECTIONS__MAIN__ALERTS__WEBHOOK=receiver[1])
    site.world.script(NETSUITE, kind="limit", times=100_000, **where)
    site.runs_for(31)
    assert told(receiver[0]) == []
    site.runs_for(61)
    assert told(receiver[0]) == [f"alert {code}"]
    site.mends()
    site.runs_for(90)
    assert told(receiver[0]) == [f"alert {code}", f"recovered {code}"]
    site.world.close()


def test_a_difference_that_nobody_explains_is_told_when_it_is_found_and_when_it_is_gone(
    tmp_path: Path, receiver: tuple[Receiver, str]
) -> None:
    site = Site(tmp_path, CONNECTOR_CONNECTIONS__MAIN__ALERTS__WEBHOOK=receiver[1])
    netsuite = site.world.erp(Fate())
    site.runs_for(2)
    (invoice,) = netsuite.read([Ref(kind=Kind.INVOICE, external_id="in_demo0003")])
    (found,) = netsuite.find(["in_demo0003"])
    assert isinstance(invoice, Invoice)

    def edited(amount: Decimal) -> None:
        lines = tuple(replace(line, amount=amount) for line in invoice.lines)
        change = Update(internal_id=found.internal_id, record=replace(invoice, lines=lines), parts=frozenset({"lines"}))
        netsuite.send([change])

    def somebody_edits_it() -> None:
        edited(Decimal("80.00"))
        site.world.clock.sleep(20 * HOUR)

    def somebody_mends_it() -> None:
        assert told(receiver[0]) == ["alert RECONCILE_DIFFERENCE"]
        assert "Stripe and NetSuite differ in 1 documents that nobody explains" in receiver[0].events[0]["text"]
        assert site.running is not None
        assert 'connector_reconcile_difference{currency="EUR"} 10.0' in site.running.metrics()
        edited(invoice.lines[0].amount)
        site.world.clock.sleep(24 * HOUR)

    site.runs_for(44 * 60 + 20, {5: somebody_edits_it, 20 * 60 + 15: somebody_mends_it})
    assert told(receiver[0]) == ["alert RECONCILE_DIFFERENCE", "recovered RECONCILE_DIFFERENCE"]
    site.world.close()


def test_a_month_that_ends_soon_and_is_not_whole_is_told_of_each_day_until_somebody_knows(
    tmp_path: Path, receiver: tuple[Receiver, str]
) -> None:
    site = Site(tmp_path, CONNECTOR_CONNECTIONS__MAIN__ALERTS__WEBHOOK=receiver[1])
    site.world.script(
        NETSUITE, kind="refuse", code="INVALID_FLD_VALUE", operation="addList", external_id="in_demo0003", times=99
    )
    closing = "alert PERIOD_CLOSING"

    def days(number: int) -> list[str]:
        for _ in range(number):
            site.world.clock.sleep(DAY)
            site.runs_for(2)
        return [one for one in told(receiver[0]) if "PERIOD" in one]

    site.runs_for(2)
    assert days(26) == [], "it is 27 March"
    assert days(2) == [closing, closing]
    assert "2026-03 ends on 2026-03-31, and 1 of its documents" in receiver[0].events[-1]["text"]
    site.world.journal.troubles.acknowledge({"PERIOD_CLOSING"}, who="mia", via="cli", reason="we know")
    assert days(2) == [closing, closing]
    assert days(1) == [closing, closing, "recovered PERIOD_CLOSING"]
    site.world.close()


def test_a_command_gets_the_alert_on_its_standard_input(tmp_path: Path) -> None:
    heard = tmp_path / "heard.json"
    site = Site(tmp_path)
    site.world.script(STRIPE, kind="login", times=1000)
    program = f"import sys; open({str(heard)!r}, 'w').write(sys.stdin.read())"
    alerts = site.settings.connection().alerts.model_copy(update={"command": (sys.executable, "-c", program)})
    object.__setattr__(site.settings.connection(), "alerts", alerts)
    site.runs_for(1)
    assert json.loads(heard.read_text())["code"] == "ST-204"
    site.world.close()


def test_an_alert_that_cannot_be_told_stops_nothing(tmp_path: Path) -> None:
    site = Site(tmp_path, CONNECTOR_CONNECTIONS__MAIN__ALERTS__WEBHOOK="http://127.0.0.1:1/nobody")
    site.world.script(NETSUITE, kind="login", times=1)
    site.runs_for(31)
    assert len(site.invoices()) == 3
    site.world.close()


def test_secrets_and_personal_data_are_in_nothing_that_is_written(
    tmp_path: Path, receiver: tuple[Receiver, str], capfd: pytest.CaptureFixture[str]
) -> None:
    """They stand in texts of Stripe's and in what NetSuite answers when it refuses."""
    configure_logs(verbose=True)
    site = Site(tmp_path, CONNECTOR_CONNECTIONS__MAIN__ALERTS__WEBHOOK=receiver[1])
    said = f"Please enter value(s) for: {KEY} {CARD} {MAIL}"
    refusal = {"kind": "refuse", "operation": "addList", "code": "USER_ERROR", "message": said}
    site.world.script(NETSUITE, **refusal, external_id="in_demo0002", nth=1, times=9)
    site.world.script(NETSUITE, kind="login", message=said, times=1, nth=9)
    try:
        service = site.runs_for(31)
    finally:
        structlog.reset_defaults()
    out, err = capfd.readouterr()
    service = site.service(service._stop)
    written = [out, err, service.metrics(), json.dumps(service.checks()), *(str(one) for one in receiver[0].events)]
    written += [str(issue.values) for issue in site.world.journal.issues()]
    written += [str(trouble.values) for trouble in site.world.journal.troubles.standing()]
    assert any("enter value" in text for text in written), "it was said at all"
    secrets = [KEY, CARD, MAIL, SECRET, *(one for one in site.secrets if len(one) > 8)]
    found = [secret for secret in secrets for text in written if secret in text]
    assert found == []
    service.journal.close()
    site.world.close()
    database = b"".join(file.read_bytes() for file in tmp_path.glob("connector.db*"))
    assert [secret for secret in (KEY, CARD, SECRET) if secret.encode() in database] == []
