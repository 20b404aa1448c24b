"""Experiments: what to run. Imports neither torch nor anything else of the engine but its errors and outputs."""

from .differences import describe_differences, describe_lanes, differences, have_same_batches, lane_differences
from .experiment import Experiment, preset_names
from .for_table import experiment_for_table
from .inputs import Input, input_at, inputs, reference
from .sections import Lane
from .typed_values import UnclearNumber, parse_setting, read_number

__all__ = [
    "Experiment", "Input", "Lane", "UnclearNumber", "describe_differences", "describe_lanes", "differences", "experiment_for_table",
    "have_same_batches", "input_at", "inputs", "lane_differences", "parse_setting", "preset_names", "read_number", "reference",
]  # fmt: skip
