"""The mapping files: what is read, what is refused, and what becomes of records."""
