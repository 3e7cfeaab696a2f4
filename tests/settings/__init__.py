"""The settings file: what is read, what is refused, and how it is said."""
