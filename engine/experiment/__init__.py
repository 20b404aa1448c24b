"""Experiments: what to run. Imports neither torch nor anything else of the engine but its errors and outputs."""

from .experiment import Experiment, preset_names
from .inputs import Input, input_at, inputs, reference, spoken
from .parts import Lane
from .typed import parse_setting, read_number

__all__ = ["Experiment", "Input", "Lane", "input_at", "inputs", "parse_setting", "preset_names", "read_number", "reference", "spoken"]
