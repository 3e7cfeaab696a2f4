"""The command line: `connector`. Every command calls the same functions as everything else."""

from connector.cli.app import app, main

__all__ = ["app", "main"]
