"""The command line: `connector`."""
