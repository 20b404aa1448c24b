"""Samples in, Dataset out. Needs no torch."""

from .dataset import Dataset
from .sources.openers import make_dataset

__all__ = ["Dataset", "make_dataset"]
