"""NetSuite's records, its rules and its general ledger, kept in SQLite."""
