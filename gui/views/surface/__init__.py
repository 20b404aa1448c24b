"""The loss surface as a heat map, with paths, balls and arrows."""
