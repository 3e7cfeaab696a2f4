"""What is to be said of mapping files that load: wrong choices, entries that never apply, what is missing."""

from connector.mapping.linting.checks import Choices, choices_of, lint

__all__ = ["Choices", "choices_of", "lint"]
