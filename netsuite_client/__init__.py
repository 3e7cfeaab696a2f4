"""NetSuite as NetSuite describes it: its records, and a client that sends and reads them."""
