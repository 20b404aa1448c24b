"""The record of a run: it can only grow; readers read. Imports no torch by itself; `recording.py` does."""
