"""The support desk: what a person asks of records, what is previewed, what is done and who did it. Prints nothing."""
