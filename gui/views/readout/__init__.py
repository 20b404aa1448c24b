"""The table of figures at the playhead."""
