"""Every check, in the order in which it is printed."""

from __future__ import annotations

from collections.abc import Sequence

from connector.doctor import machine, mapping_side, netsuite_side, revenue_side, stripe_side, write_probe
from connector.doctor.examination import SETTINGS, Area, Check

KEY, LOGIN, ACCOUNT, DATABASE, RULES = (
    "Stripe key",
    "NetSuite login",
    "NetSuite account",
    "database",
    "accounts",
)

CHECKS: Sequence[Check] = (
    Check(name="Python", area=Area.MACHINE, look=machine.python),
    Check(name=SETTINGS, area=Area.MACHINE, look=machine.settings),
    Check(name=DATABASE, area=Area.MACHINE, look=machine.database),
    Check(name="disk", area=Area.MACHINE, look=machine.disk, needs=(DATABASE,)),
    Check(name="clock", area=Area.MACHINE, look=machine.clock),
    Check(name="backlog", area=Area.MACHINE, look=machine.backlog, needs=(DATABASE,)),
    Check(name=KEY, area=Area.STRIPE, look=stripe_side.key),
    Check(name="scopes", area=Area.STRIPE, look=stripe_side.scopes, needs=(KEY,)),
    Check(name="API version", area=Area.STRIPE, look=stripe_side.api_version, needs=(KEY,)),
    Check(name="time zone", area=Area.STRIPE, look=stripe_side.time_zone, needs=(KEY,)),
    Check(name="webhooks", area=Area.STRIPE, look=stripe_side.webhooks),
    Check(name="events", area=Area.STRIPE, look=stripe_side.last_event, needs=(KEY,)),
    Check(name=LOGIN, area=Area.NETSUITE, look=netsuite_side.login),
    Check(name="test or live", area=Area.NETSUITE, look=netsuite_side.books, needs=(KEY,)),
    Check(name="permissions", area=Area.NETSUITE, look=netsuite_side.permissions, needs=(LOGIN,)),
    Check(name=ACCOUNT, area=Area.NETSUITE, look=netsuite_side.account, needs=(LOGIN, DATABASE)),
    Check(name="periods", area=Area.NETSUITE, look=netsuite_side.periods, needs=(ACCOUNT,)),
    Check(name="line columns", area=Area.NETSUITE, look=netsuite_side.line_columns, needs=(ACCOUNT,)),
    Check(name=RULES, area=Area.NETSUITE, look=netsuite_side.accounts, needs=(ACCOUNT,)),
    Check(name="external ids", area=Area.NETSUITE, look=netsuite_side.external_ids, needs=(LOGIN, KEY, DATABASE)),
    Check(name="features", area=Area.REVENUE, look=revenue_side.features, needs=(ACCOUNT,)),
    Check(name="plan triggers", area=Area.REVENUE, look=revenue_side.plan_triggers, needs=(ACCOUNT,)),
    Check(name="deferral", area=Area.REVENUE, look=revenue_side.deferred_accounts, needs=(ACCOUNT,)),
    Check(name="end dates", area=Area.REVENUE, look=revenue_side.end_dates, needs=(KEY, RULES)),
    Check(name="mapping files", area=Area.MAPPING, look=mapping_side.files, needs=(ACCOUNT,)),
    Check(name="required fields", area=Area.MAPPING, look=mapping_side.required_fields, needs=(LOGIN, DATABASE)),
)

WRITE_PROBE = Check(name="write probe", area=Area.NETSUITE, look=write_probe.probe, needs=(ACCOUNT,))
"""Creates a customer and deletes it; for a sandbox, and only when asked for."""
