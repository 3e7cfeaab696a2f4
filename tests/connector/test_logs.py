"""Logs are facts with ids: no secret and nobody's address is in them."""

from __future__ import annotations

import json

import pytest
import structlog

from connector.logs import REDACTED, configure_logs, redact, without_secrets

TEXTS = {
    "a secret key": ("key sk_live_51HaBcDeFgHiJk was refused", f"key {REDACTED} was refused"),
    "a restricted key": ("rk_test_emulator01 is wrong", f"{REDACTED} is wrong"),
    "a key with underscores": ("rk_test_ab_cd_ef_gh_1234567890", REDACTED),
    "a webhook's secret": ("whsec_abcdefgh12345678", REDACTED),
    "a card": ("card 4242 4242 4242 4242 declined", f"card {REDACTED} declined"),
    "an address": ("no mail to billing+de@acme.example", f"no mail to {REDACTED}"),
    "ids stay": ("in_1QabcdefghijkLMN and cus_9", "in_1QabcdefghijkLMN and cus_9"),
    "amounts and dates stay": ("1,234.56 on 2026-03-01", "1,234.56 on 2026-03-01"),
}


@pytest.mark.parametrize(("text", "left"), TEXTS.values(), ids=TEXTS)
def test_a_text_loses_its_secrets_and_keeps_the_rest(text: str, left: str) -> None:
    assert without_secrets(text) == left


@pytest.mark.parametrize("name", ["api_key", "token_secret", "Authorization", "oauth_nonce", "email", "company_name"])
def test_a_field_is_redacted_by_its_name(name: str) -> None:
    assert redact(None, "", {name: "whatever it is"}) == {name: REDACTED}


def test_ids_and_codes_stay() -> None:
    event = {"event": "refused", "external_id": "in_1", "code": "USER_ERROR", "attempts": 3}
    assert redact(None, "", dict(event)) == event


def test_a_log_is_one_json_object_a_line_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(verbose=True)
    try:
        structlog.get_logger().info("refused", external_id="in_1", note="ask ada@ada.example")
    finally:
        structlog.reset_defaults()
    out, err = capsys.readouterr()
    assert out == ""
    line = json.loads(err)
    assert (line["event"], line["external_id"], line["note"]) == ("refused", "in_1", f"ask {REDACTED}")
    assert set(line) == {"event", "external_id", "note", "level", "time"}


def test_only_warnings_are_written_unless_asked(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(verbose=False)
    try:
        structlog.get_logger().info("busy")
        structlog.get_logger().warning("lease lost")
    finally:
        structlog.reset_defaults()
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["lease lost"]
