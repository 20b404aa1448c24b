"""A comparison: all lanes of one experiment, trained in fair turns, and the recording they fill."""
