"""Optimizers and learning-rate schedules: how a gradient becomes an update."""
