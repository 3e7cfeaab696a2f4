"""What families become in NetSuite, as tables of cases that a bookkeeper can read."""
