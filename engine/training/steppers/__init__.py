"""Ways to compute updates. All give the same rows; `autograd.py` is the reference."""
