"""NetSuite over REST: SuiteQL."""
