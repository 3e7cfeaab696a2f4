"""What stops the connector itself, or an action of a person: codes ACT, SYS and INT."""

from __future__ import annotations

from connector.causes.cause import ADMIN, NOBODY, PARTNER, SUPPORT, cause

AT_WORK = (
    cause(
        "ACT-801", "NOT_IN_THIS_STATE", "The record's state does not allow it", NOBODY,
        "{id} is {state}: {message}",
        "Look how it stands: connector show {id}",
    ),
    cause(
        "ACT-804", "FIELD_NOT_EDITABLE", "This field cannot be edited here", SUPPORT,
        "{field} of {id} cannot be edited here: {message}",
        "Correct amounts, currency and customer at Stripe; the next sync takes it up.",
    ),
    cause(
        "ACT-805", "BULK_TOO_LARGE", "Too many records at once", SUPPORT,
        "{number} records, and the limit is {limit}",
        "Narrow the filter, or raise bulk.limit.",
    ),
    cause(
        "ACT-806", "LINK_DOES_NOT_FIT", "The NetSuite record is of something else", SUPPORT,
        "{id} cannot be linked to {netsuite}: {message}",
        "Compare the two in NetSuite and at Stripe, and name the record that fits.",
    ),
    cause(
        "SYS-901", "WRITE_CAP", "The run made as many records as it may", ADMIN,
        "Stopped at {made} records made in one run, as max_creates says",
        "Look whether so many are right: connector status",
        "Then go on: connector sync --continue",
    ),
    cause(
        "SYS-902", "PAUSED", "Sending is paused", ADMIN,
        "Paused by {who}: {reason}",
        "It is still collected. Send what is ready again with connector resume.",
    ),
    cause(
        "SYS-903", "AUTO_PAUSED", "Sending paused itself after a new mapping", PARTNER,
        "Paused: {failed} of {made} {what} after mapping v{version} (new in it: {changes})",
        "Go back to what worked: connector mapping rollback {replaces}; or mend the mapping and publish it; or go "
        "on all the same with connector resume.",
    ),
    cause(
        "SYS-904", "LOCKED", "Another run is under way", ADMIN,
        "Another run is under way: {message}",
        "Wait until it is done; what is running will take up everything.",
    ),
    cause(
        "SYS-905", "DATABASE", "The database cannot be used", ADMIN,
        "The database cannot be used: {message}",
        "Correct database_url or the database, then run again.",
    ),
    cause(
        "SYS-907", "CLOCK", "This machine's clock is off", ADMIN,
        "The clock of this machine is off by {difference}",
        "Set the clock by NTP: signed requests are refused otherwise.",
    ),
    cause(
        "INT-900", "OUR_MISTAKE", "Our mistake", ADMIN,
        "Our mistake: {message}",
        "Please report it, best with connector bundle {id} --out FILE.zip; the others go on.",
        "It is tried again when it changes at Stripe, and by the first sync of a new version of the connector.",
    ),
)  # fmt: skip
