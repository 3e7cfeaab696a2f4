"""Tables of times."""
