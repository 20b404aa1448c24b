"""Planes through parameter space, paths projected onto them, and the loss on a grid over them."""
