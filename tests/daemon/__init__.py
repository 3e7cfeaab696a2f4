"""The daemon, with a clock that is moved by hand."""
