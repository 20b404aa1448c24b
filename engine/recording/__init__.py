"""The record of a lane: it can only grow; readers read. Knows no PyTorch."""
