"""What is wrong at Stripe, or holds an object back there: codes ST and DEP."""

from __future__ import annotations

from connector.causes.cause import ADMIN, NOBODY, STRIPE_ADMIN, SUPPORT, cause

AT_STRIPE = (
    cause(
        "ST-201", "STRIPE_SCOPE_MISSING", "The Stripe key may not read something", STRIPE_ADMIN,
        "The Stripe key lacks a permission: {message}",
        "Give the restricted key that permission at Stripe (Developers > API keys), then run again.",
    ),
    cause(
        "ST-202", "STRIPE_RATE_LIMIT", "Stripe asks us to slow down", NOBODY,
        "Stripe limits our requests: {message}",
        "Nothing: it is asked again more slowly.",
    ),
    cause(
        "ST-203", "STRIPE_OBJECT_MISSING", "Not found at Stripe", SUPPORT,
        "Stripe does not have {id}",
        "Check that the key is of the right account and mode; a deleted object needs nothing.",
        "To put it aside: connector skip {id} --reason …",
    ),
    cause(
        "ST-204", "STRIPE_KEY_REFUSED", "Stripe refuses our key", STRIPE_ADMIN,
        "Stripe refuses our key: {message}",
        "Make a new restricted key, set it in CONNECTOR_CONNECTIONS__<NAME>__STRIPE__API_KEY, then run again.",
    ),
    cause(
        "ST-205", "WEBHOOK_UNSIGNED", "A webhook could not be verified", ADMIN,
        "A webhook was turned away: {message}",
        "Compare the signing secret with Stripe's (Developers > Webhooks), and this machine's clock with the time.",
        "Meanwhile nothing is missed: Stripe is asked at every run.",
    ),
    cause(
        "ST-206", "STRIPE_DOWN", "Stripe does not answer", NOBODY,
        "Stripe does not answer: {message}",
        "Nothing: it is asked again by itself.",
    ),
    cause(
        "ST-207", "EVENT_GAP", "Events were missed for too long", ADMIN,
        "Stripe keeps events for 30 days, and we last read them on {since}",
        "Read again what was billed since then: connector backfill --from {since}",
    ),
    cause(
        "ST-208", "BROKEN_OBJECT", "An object of Stripe cannot be read", ADMIN,
        "Stripe's object {object} cannot be read at {place}: {fault}",
        "Report it with the object's id.",
        "It is read again when it changes at Stripe, and by the first sync of a new version of the connector.",
    ),
    cause(
        "DEP-301", "WAITING_FOR", "Waiting for another record", NOBODY,
        "Waiting for {by}",
        "Nothing: it goes on once {by} is synced.",
    ),
    cause(
        "DEP-302", "BLOCKED_BY_METADATA", "Held back by a flag at Stripe", SUPPORT,
        "Held by netsuite_block_integration on {by}",
        "Take that key out of the metadata of {by} at Stripe; the next sync goes on by itself.",
    ),
    cause(
        "DEP-303", "NOT_ALLOWED", "Not on the allow list", SUPPORT,
        "Not on the allow list: {by} has no netsuite_allow_integration",
        "Set netsuite_allow_integration: true in the metadata of {by} at Stripe, or switch allowlist off.",
    ),
    cause(
        "DEP-304", "PAYOUT_INCOMPLETE", "A payout waits for some of its transactions", NOBODY,
        "The payout {id} waits for {missing}",
        "Bring home what it waits for, one by one: connector show ID",
    ),
)  # fmt: skip
