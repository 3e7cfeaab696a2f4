"""Runs the migrations inside the transaction that the journal has begun, so that an upgrade happens whole."""

from __future__ import annotations

from alembic import context

from connector.journal.database import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
with context.begin_transaction():
    context.run_migrations()
