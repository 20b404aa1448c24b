"""Questions about an experiment that take runs of their own."""
