"""The session: what is computed and shown right now, and whose turn it is to be drawn."""
