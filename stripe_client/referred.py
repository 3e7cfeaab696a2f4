"""Reads objects by their ids alone, whatever they are: what partners' mappings lead to beyond a family."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from stripe_client.kept_objects import KeptObjects
from stripe_client.objects import Plain
from stripe_client.wire import Wire

PATHS: Mapping[str, str] = {
    "ch": "/v1/charges",
    "cn": "/v1/credit_notes",
    "cus": "/v1/customers",
    "dp": "/v1/disputes",
    "du": "/v1/disputes",
    "in": "/v1/invoices",
    "pi": "/v1/payment_intents",
    "plan": "/v1/prices",
    "price": "/v1/prices",
    "prod": "/v1/products",
    "py": "/v1/charges",
    "pyr": "/v1/refunds",
    "re": "/v1/refunds",
    "sub": "/v1/subscriptions",
    "txn": "/v1/balance_transactions",
    "txr": "/v1/tax_rates",
}
"""Where the objects are whose ids begin so."""


class Referred:
    """Objects that were asked for by their ids, each read once."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._lists: dict[str, KeptObjects] = {}

    def objects(self, ids: Collection[str]) -> Mapping[str, Plain]:
        """Those of them that Stripe has and that are of a known kind, by id."""
        found: dict[str, Plain] = {}
        for path in sorted({path for id_ in ids if (path := path_of_id(id_))}):
            wanted = [id_ for id_ in ids if path_of_id(id_) == path]
            kept = self._lists.setdefault(path, KeptObjects(self._wire, path))
            kept.gather(wanted)
            found |= {id_: plain for id_ in wanted if (plain := kept.get(id_)) is not None}
        return found


def path_of_id(id_: str) -> str | None:
    """The list in which an object stands, by how its id begins; None for an unknown kind."""
    return PATHS.get(id_.partition("_")[0])
