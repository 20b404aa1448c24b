"""Samples in, Dataset out. Needs no torch."""

from .dataset import Dataset
from .sources.openers import dataset_of, make_dataset

__all__ = ["Dataset", "dataset_of", "make_dataset"]
