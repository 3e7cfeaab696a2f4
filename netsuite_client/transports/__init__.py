"""The ways in which requests reach NetSuite."""
