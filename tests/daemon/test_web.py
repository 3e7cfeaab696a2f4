"""The daemon's server: webhooks that only shorten the wait, health, readiness and metrics, over real HTTP."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event as StopSignal

import pytest
import requests
from faults.world import NETSUITE, STRIPE
from prometheus_client.parser import text_string_to_metric_families
from scenarios.books import three_families
from scenarios.company import SECRETS, Company, company

from connector.clock import SystemClock
from connector.daemon.server import PortTaken, serving
from connector.daemon.service import Service
from connector.daemon.web import application
from connector.settings import load_settings
from daemon.site import SECRET, Site
from stripe_client.emulator import WebhookEndpoint
from stripe_client.emulator.webhooks import Deliveries
from stripe_client.webhooks import BODY_BYTES_MAX

EVENT = {"id": "evt_1", "object": "event", "type": "invoice.paid", "api_version": "2019-01-01"}
INVOICE = {"id": "in_demo0001", "object": "invoice", "created": 1_772_366_400}


@dataclass
class Door:
    """A daemon's server, and how Stripe knocks at it."""

    site: Site
    service: Service
    address: str

    def knocks(self, body: bytes, *, secret: str = SECRET, age: int = 0, header: str | None = None) -> int:
        at = int(self.site.now.timestamp()) - age
        signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
        headers = {"stripe-signature": f"t={at},v1={signed}" if header is None else header}
        return requests.post(f"{self.address}/stripe", data=body, headers=headers, timeout=10).status_code

    def tells(self, event: str = "evt_1", **more: object) -> bytes:
        return json.dumps({**EVENT, "id": event, "data": {"object": INVOICE}, **more}).encode()

    def get(self, path: str) -> requests.Response:
        return requests.get(f"{self.address}{path}", timeout=10)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    site.world.close()


@pytest.fixture
def door(site: Site) -> Iterator[Door]:
    service = site.service(StopSignal())
    with serving(service.application(), "127.0.0.1:0") as address:
        yield Door(site=site, service=service, address=address)
    service.journal.close()


def test_a_signed_webhook_of_any_version_names_what_is_read_afresh(door: Door) -> None:
    assert door.knocks(door.tells()) == 200
    assert door.service.wishes.ripe() is None, "others may come with it"
    door.site.world.clock.sleep(2)
    assert door.service.wishes.ripe() == "webhook"
    assert {root.id: created for root, created in door.service.wishes.take().items()} == {"in_demo0001": 1_772_366_400}
    assert door.service.wishes.ripe() is None


REFUSED = {
    "another secret": ({"secret": "whsec_other"}, "its signature does not fit our signing secret"),
    "an old signature": ({"age": 301}, "its signature is too old, or this machine's clock is wrong"),
    "one from the future": ({"age": -301}, "its signature is too old, or this machine's clock is wrong"),
    "no signature": ({"header": ""}, "it has no signature of Stripe's"),
    "a signature that is none": ({"header": "t=soon,v1=x"}, "it has no signature of Stripe's"),
}


@pytest.mark.parametrize(("how", "why"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_stripes_wakes_nobody_and_is_one_trouble(door: Door, how: dict[str, object], why: str) -> None:
    how = {
        name: said.encode("latin-1") if isinstance(said, str) and name == "header" else said
        for name, said in how.items()
    }
    assert [door.knocks(door.tells(), **how) for _ in range(3)] == [400, 400, 400]  # type: ignore[arg-type]
    door.site.world.clock.sleep(5)
    assert door.service.wishes.ripe() is None
    (trouble,) = door.service.journal.troubles.standing()
    assert (trouble.code, trouble.times, trouble.values["message"]) == ("WEBHOOK_UNSIGNED", 1, why)
    assert door.knocks(door.tells()) == 200
    assert door.service.journal.troubles.standing() == ()


NO_EVENTS = {"no JSON": b"{", "no object": b"[1]", "no event": b'{"type": "invoice.paid"}'}


@pytest.mark.parametrize("body", NO_EVENTS.values(), ids=NO_EVENTS)
def test_what_is_signed_and_no_event_is_refused(door: Door, body: bytes) -> None:
    assert door.knocks(body) == 400


def test_a_replayed_webhook_begins_no_second_run(door: Door) -> None:
    assert door.knocks(door.tells()) == 200
    door.site.world.clock.sleep(3)
    door.service.wishes.take()
    assert door.knocks(door.tells()) == 200
    door.site.world.clock.sleep(3)
    assert door.service.wishes.ripe() is None
    assert door.knocks(door.tells("evt_2")) == 200
    door.site.world.clock.sleep(3)
    assert door.service.wishes.ripe() == "webhook"


def test_what_is_larger_than_any_event_is_not_read(door: Door) -> None:
    assert door.knocks(b"x" * (BODY_BYTES_MAX + 1)) == 413


def test_without_a_secret_no_webhooks_are_taken() -> None:
    app = application(checks=dict, metrics=str, hooks=None, path="/stripe")
    with serving(app, "127.0.0.1:0") as address:
        assert requests.post(f"{address}/stripe", data=b"{}", timeout=10).status_code == 404
        taken = address.removeprefix("http://")
        with pytest.raises(PortTaken, match=taken), serving(app, taken):
            pass


def test_it_is_healthy_ready_and_counts(door: Door) -> None:
    door.site.runs_for(16)
    assert door.get("/healthz").json() == {"status": "ok"}
    ready = door.get("/readyz")
    assert (ready.status_code, set(ready.json()["checks"].values())) == (200, {"ok"})
    door.service.journal.troubles.met("LOGIN_REFUSED", {"message": "Invalid login attempt"})
    ready = door.get("/readyz")
    assert (ready.status_code, ready.json()["checks"]["credentials"]) == (503, "Invalid login attempt")
    door.site.world.clock.sleep(46 * 60)
    assert "nothing was taken in for" in door.get("/readyz").text
    numbers = door.get("/metrics").text.splitlines()
    assert 'connector_records{kind="invoice",state="synced"} 3.0' in numbers
    assert 'connector_troubles{code="NS-112"} 1.0' in numbers
    assert any(line.startswith("connector_last_success_timestamp 1.772") for line in numbers)
    assert "in_demo" not in "\n".join(numbers), "no ids in labels"


NUMBERS = {
    *("connector_records", "connector_lag_seconds", "connector_oldest_attention_seconds", "connector_retries"),
    *("connector_api_requests", "connector_api_seconds", "connector_netsuite_concurrency", "connector_run_seconds"),
    *("connector_last_success_timestamp", "connector_pending_data", "connector_holds", "connector_paused"),
    *("connector_reconcile_difference", "connector_mapping_version", "connector_troubles"),
}
LABELS = {"kind", "state", "code", "system", "outcome", "currency"}


def test_every_number_is_there_and_no_label_is_an_id(site: Site) -> None:
    site.world.script(NETSUITE, kind="limit", operation="addList", nth=2)
    site.world.script(STRIPE, kind="timeout_before", nth=3)
    service = site.runs_for(16)
    found = {family.name: family for family in text_string_to_metric_families(service.metrics())}
    assert set(found) == NUMBERS
    assert {label for family in found.values() for sample in family.samples for label in sample.labels} <= LABELS
    requests_sent = found["connector_api_requests"].samples
    asked = {(sample.labels["system"], sample.labels["outcome"]): sample.value for sample in requests_sent}
    assert set(asked) == {("stripe", "ok"), ("stripe", "unanswered"), ("netsuite", "ok"), ("netsuite", "busy")}
    log = site.world.books("requests")["requests"]
    assert asked["netsuite", "ok"] + asked["netsuite", "busy"] == len(log)
    timed = {(sample.name, sample.labels["system"]): sample.value for sample in found["connector_api_seconds"].samples}
    assert timed["connector_api_seconds_count", "netsuite"] == len(log)


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    with company(tmp_path, monkeypatch, three_families().book) as made:
        yield made


def test_stripes_webhooks_begin_a_run_long_before_its_time(told: Company) -> None:
    """Signed as Stripe signs them, each twice, the newest first."""
    environment = {f"CONNECTOR_CONNECTIONS__MAIN__{name}": said for name, said in SECRETS.items()}
    environment["CONNECTOR_CONNECTIONS__MAIN__STRIPE__WEBHOOK_SECRET"] = SECRET
    stop = StopSignal()
    service = Service(
        load_settings(told.config, environment=environment), None, clock=SystemClock(), stop=stop, listen="127.0.0.1:0"
    )
    thread = threading.Thread(target=service.run)
    thread.start()
    while len(told.records("customerPayment")) < 3 or service.address is None:
        assert thread.is_alive()
    endpoint = WebhookEndpoint(url=f"{service.address}/stripe", secret=SECRET, copies=2, newest_first=True)
    told.stripe.deliveries = Deliveries(endpoint)
    story = three_families()
    story.billed(day=20)
    told.stripe.merge(story.book)
    while len(told.records("customerPayment")) < 4:
        assert thread.is_alive()
    stop.set()
    thread.join()
    assert told.stripe.deliveries.finish()
    assert [run.trigger for run in service.journal.status().runs][-2:] == ["webhook", "schedule"]
    service.journal.close()
