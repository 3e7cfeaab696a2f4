"""Keeps the versions of a connection's mapping, and how the first records did that were made with one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from connector.journal import audit, pauses
from connector.journal.database import Database
from connector.journal.rows import Scope
from connector.journal.schema import mapping_version
from connector.mapping.files import KeptFiles
from connector.versions import MappingVersion, Trial

_NO_TRIAL = {"translated": 0, "unmapped": 0, "answered": 0, "refused": 0}


class MappingVersions:
    """The versions of one connection. Numbers count up, and no version is ever changed or taken back."""

    def __init__(self, database: Database, scope: Callable[[], Scope]) -> None:
        self._database, self._scope = database, scope

    def published(self) -> MappingVersion | None:
        """The version in force: the one published last. None: the files are used as they stand."""
        return self._first(_published(self._scope()))

    def version(self, number: int) -> MappingVersion | None:
        """A version by its number."""
        return self._first(_ours(self._scope()).where(mapping_version.c.number == number))

    def history(self) -> Sequence[MappingVersion]:
        """Every version, the newest first."""
        with self._database.reading() as db:
            rows = db.execute(_ours(self._scope()).order_by(mapping_version.c.number.desc()))
            return [_version(row) for row in rows]

    def keep(self, files: KeptFiles) -> MappingVersion:
        """The version of contents that nobody published, each kept once."""
        text, scope = files_text(files), self._scope()
        same = _ours(scope).where(mapping_version.c.hash == _hash(text), mapping_version.c.published_at.is_(None))
        with self._database.writing() as db:
            found = db.execute(same).first()
            return _version(found or _add(db, scope, text))

    def publish(
        self, files: KeptFiles, *, author: str, note: str, via: str = "cli", action: str = "publish mapping"
    ) -> MappingVersion:
        """Put contents in force as a new version; a pause that an earlier version caused ends with it."""
        scope = self._scope()
        with self._database.writing() as db:
            added = _version(_add(db, scope, files_text(files), published_at=scope.now, author=author, note=note))
            subject = {"version": added.number, "hash": added.hash, "replaces": added.replaces}
            audit.record(db, scope, action, subject, who=author, via=via, reason=note)
            pauses.end(db, scope, author, via, codes=(pauses.AUTOMATIC,))
        return added

    def judged(self, number: int) -> None:
        """The trial of a version is over."""
        change = update(mapping_version).where(_is(self._scope(), number))
        with self._database.writing() as db:
            db.execute(change.values(judged_at=self._scope().now))

    def _first(self, query: Select[Any]) -> MappingVersion | None:
        with self._database.reading() as db:
            row = db.execute(query.limit(1)).first()
        return _version(row) if row else None


def files_text(files: KeptFiles) -> str:
    """Contents as text, equal for equal ones."""
    return json.dumps({"names": [*files.names], "texts": dict(files.texts)}, sort_keys=True, ensure_ascii=False)


def _files(text: str) -> KeptFiles:
    kept = json.loads(text)
    return KeptFiles(names=tuple(kept["names"]), texts=kept["texts"])


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _ours(scope: Scope) -> Select[Any]:
    return select(mapping_version).where(mapping_version.c.connection == scope.connection)


def _published(scope: Scope) -> Select[Any]:
    newest = mapping_version.c.number.desc()
    return _ours(scope).where(mapping_version.c.published_at.is_not(None)).order_by(newest)


def _is(scope: Scope, number: int) -> Any:
    return (mapping_version.c.connection == scope.connection) & (mapping_version.c.number == number)


def _add(db: Connection, scope: Scope, text: str, **published: object) -> Row[Any]:
    """The next version; it replaces the one in force, or what was kept last where nothing is published yet."""
    newest = db.execute(_ours(scope).order_by(mapping_version.c.number.desc()).limit(1)).first()
    before = db.execute(_published(scope).limit(1)).first() or newest
    row = {
        "connection": scope.connection,
        "number": newest.number + 1 if newest else 1,
        "hash": _hash(text),
        "files": text,
        "replaces": before.number if before else None,
        "kept_at": scope.now,
        **_NO_TRIAL,
        **published,
    }
    return db.execute(insert(mapping_version).values(row).returning(*mapping_version.c)).one()


def _version(row: Row[Any]) -> MappingVersion:
    return MappingVersion(
        number=row.number,
        hash=row.hash,
        files=_files(row.files),
        kept_at=row.kept_at,
        replaces=row.replaces,
        published_at=row.published_at,
        author=row.author,
        note=row.note,
        trial=Trial(**{name: row._mapping[name] for name in _NO_TRIAL}),
        judged_at=row.judged_at,
    )
