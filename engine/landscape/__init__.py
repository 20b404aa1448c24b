"""The loss landscape around a comparison: planes, surveys in slices of work, and the threads that make them."""
