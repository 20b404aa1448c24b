"""A small net: its neurons and weights at the playhead."""
