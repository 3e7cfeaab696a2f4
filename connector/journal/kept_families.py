"""Keeps the families that were read last, so that another mapping can be tried on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import Select, delete, select

from connector.journal.database import Database
from connector.journal.dialect import one_of
from connector.journal.rows import Scope, add_rows, portions
from connector.journal.schema import kept_family
from connector.ports import FAMILIES_KEPT_MAX
from stripe_client.kept_families import read_back, written
from stripe_client.objects import Family


class KeptFamilies:
    """The families of one connection that were read last."""

    def __init__(self, database: Database, scope: Callable[[], Scope]) -> None:
        self._database, self._scope = database, scope

    def keep(self, families: Iterable[Family]) -> None:
        """Keep these, the newest last, instead of earlier readings of them and of the oldest of their kind."""
        newest = {family.root: family for family in families}
        if not newest:
            return
        scope = self._scope()
        rows = [
            {
                "connection": scope.connection,
                "kind": root.kind.value,
                "stripe_id": root.id,
                "content": content,
                "kept_at": scope.now,
            }
            for root, content in zip(newest, written(newest.values()), strict=True)
        ]
        ours = delete(kept_family).where(kept_family.c.connection == scope.connection)
        kinds = {row["kind"] for row in rows}
        with self._database.writing() as db:
            for portion in portions([root.id for root in newest]):
                db.execute(ours.where(one_of(kept_family.c.stripe_id, portion)))
            add_rows(db, kept_family, rows)
            for kind in kinds:
                of_kind = _ids(scope).where(kept_family.c.kind == kind)
                beyond = list(db.scalars(of_kind.limit(FAMILIES_KEPT_MAX).offset(FAMILIES_KEPT_MAX)))
                db.execute(ours.where(one_of(kept_family.c.id, beyond)))

    def newest(self) -> Iterator[Family]:
        """The families, those that were read last first, each unpacked when it is asked for."""
        with self._database.reading() as db:
            ids = list(db.scalars(_ids(self._scope())))
        for id_ in ids:
            with self._database.reading() as db:
                content = db.scalar(select(kept_family.c.content).where(kept_family.c.id == id_))
            if content is not None:
                yield read_back(content)


def _ids(scope: Scope) -> Select[tuple[int]]:
    return (
        select(kept_family.c.id).where(kept_family.c.connection == scope.connection).order_by(kept_family.c.id.desc())
    )
