"""Samples in, Dataset out. Needs no torch; how samples are opened lies in `sources/openers.py`, which no window waits for."""

from .dataset import Dataset

__all__ = ["Dataset"]
