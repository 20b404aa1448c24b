"""Models: how outputs come from inputs and weights."""
