"""The journal's tables as they grew: each step upgrades a database of the version before."""
