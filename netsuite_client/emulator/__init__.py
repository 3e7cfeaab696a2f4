"""A web application with NetSuite's surface and double-entry books, to rehearse against."""
