"""Stop it anywhere, break anything: the end is the same books."""
