"""Planes through parameter space, paths projected on them, and the loss on a grid over them."""
