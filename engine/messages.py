"""What the engine tells people: each sentence has an id, and its English stands in the one table here.

A message knows its id and what stands in its places, so that a window can word it in another language; `str` of it is English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Text: TypeAlias = str | tuple[str, str]  # with two forms: for one, and for any other number in the place `n`
Translate: TypeAlias = Callable[[Text, int], str]  # a text in another language, in the form for a number

TEXTS: Mapping[str, Text] = {
    # inputs: what is wrong with one
    "found_allowed": "found {found}, allowed is {allowed}",
    "name_twice": 'found "{name}" twice, allowed is each name once',
    "colour_twice": "found {number} twice, allowed is each colour once",
    "unfit_for_data": 'found "{name}" for {data}, allowed is {allowed}',
    "start_of_other_length": "found {found}, allowed is a list of exactly {count}",
    "start_not_finite": "the loss there is {loss}, found ({start}), allowed is a start where it is finite",
    "hidden_for_function": "found {found} for function data, allowed is none: the weights are x and y",
    "batch_too_large": 'found {size} with {most} training samples, allowed is a whole number from 1 to {most}, or "full"',
    "schedule_without_end": 'found "{name}" with a budget of seconds, allowed is {allowed}, or a budget of epochs or updates',
    "nesterov_without_momentum": "found true with momentum 0, allowed is true only with a momentum above 0",
    "budget_not_one": "found {found}, allowed is exactly one of epochs, updates and seconds",
    "key_value": "found {found}, allowed is KEY=VALUE, for example seed=7",
    "unclear_number": "{found} could be {one} or {other}, write one of these",
    "missing": "missing, allowed is {allowed}",
    "did_you_mean": '{found} (did you mean "{meant}"?)',  # `errors.nearest` makes it
    "is_section": "is a section and cannot be set as a whole, allowed are its keys {keys}",
    "newer_can_read": "found {found}, allowed is {allowed}; a newer TriDescent can read it",
    "no_finite_loss": "found a loss of {loss} there, allowed is a start where it is finite",
    # inputs: what is found
    "numbers": ("{n} number", "{n} numbers"),
    "no_numbers": "no numbers",
    "none": "none",
    "something_very_long": "something very long",
    "regression_data": "regression data",
    "classification_data": "classification data",
    "function_data": "function data",
    "data_with_classes": ("data with {n} class", "data with {n} classes"),
    "the_lane": "the lane {lane}",
    "an_unknown_key": "unknown key",
    "unknown_key": "{found}, allowed here are {keys}",
    # inputs: what is allowed
    "whole_number": "a whole number",
    "number": "a number",
    "text": "text",
    "whole_number_from": "a whole number from {least} to {most}",
    "number_from": "a number from {least} to {most}",
    "list_of_lanes": "a list of one to six lanes",
    "table_with_keys": "a table with the keys {keys}",
    "within": "{kind}, {limits}",
    "at_least": "at least {limit}",
    "more_than": "more than {limit}",
    "at_most": "at most {limit}",
    "less_than": "less than {limit}",
    "only_with": "{help}; only with {names}",
    # inputs: as they are named
    "input_value": "{input} {value}",
    "rate": "rate",
    "same_inputs": "the same inputs",
    # work that failed
    "unexpected": "{kind}: {told}",  # `errors.unexpected` makes it
    # formulas
    "formula_empty": 'the formula is empty, found "{found}", allowed is for example x^2 + sin(y)',
    "formula_too_long": '{count} characters are too many, found "{found}", allowed are at most {most}',
    "formula_too_deep": 'parentheses and powers are nested too deep, found "{found}", allowed are {most} levels',
    "formula_ends_early": 'the formula ends too early, found "{found}", allowed is for example x^2 + sin(y)',
    "parenthesis_open": 'a parenthesis is not closed, found "{found}", allowed is for example x^2 + sin(y)',
    "parentheses_expected": '"{name}" has no parentheses behind it, found "{found}", allowed is for example {name}(x)',
    "operator_expected": '{token} stands where an operator should be, found "{found}", allowed is for example x^2 + sin(y)',
    "operand_expected": '{token} stands where a number, x, y or a function should be, found "{found}", allowed is for example x^2 + sin(y)',
    "name_not_known": "{name} is not known",
    "unknown_name": '{wrong}, found "{found}", allowed are {names}',
    # files
    "cannot_be_read": '"{path}" cannot be read ({reason}), allowed is {allowed}',
    "no_utf": "it is not text in UTF-8 or UTF-16",
    "not_toml": '"{path}" is not TOML ({reason}), allowed is {allowed}',
    "toml_key_too_long": "a key of too many parts",
    "toml_too_deep": "too many brackets in brackets",
    "toml_too_many_digits": "a number with too many digits",
    "toml_advice": "line {line}: found {key} = {value}, write {key} = {meant}",
    "nul_in_name": "the name has a NUL character",
    "is_folder": "it is a folder",
    "is_device": "it is a device or a pipe",
    "too_many_bytes": "it has {size} bytes, more than {most}",
    "unknown_ending": "found {found}, allowed are names ending in {endings}",
    "no_such_folder": "found the folder {folder}, which does not exist; allowed is a folder that does",
    "folder_for_file": "found {found}, which is a folder; allowed is the name of a file",
    "device_for_file": "found {found}, which is a device or a pipe; allowed is the name of a file",
    "cannot_be_written": "found {found}, which cannot be written ({reason}); allowed is a place where you may write",
    "disk_full": "the disk is full",
    "not_kept": "Not kept here: {lost}. Tried: {places}.",
    "place_and_reason": "{place} ({reason})",
    "name_of_toml": "the name of a TOML file",
    "experiment_file": 'a file as written by "Save experiment"',
    # memory
    "bytes": "{size} bytes",
    "kilobytes": "{size} KB",
    "megabytes": "{size} MB",
    "gigabytes": "{size} GB",
    "terabytes": "{size} TB",
    "petabytes": "{size} PB",
    "record_too_large": "a record of {rows} rows needs {needed} of memory, {free} are free",
    # command line
    "one_argument": "found {found} behind {first}, allowed is one file, or a command: {commands}",
    "set_for_recording": "found {found} for a recording, whose inputs are fixed; "
    "allowed with a preset or a TOML file, or in `tridescent train`, which runs it anew",
    "in_no_key": "found {found} in no key, allowed is a part of one, for example optimizer",
    "picture_size": "found {found}, allowed is WIDTHxHEIGHT from 320x240 to 16384x16384, for example 1920x1080",
    "neither_file_nor_preset": "found {found}, allowed is a file, a preset, or a command: {commands}",
    # lists: `errors.listed` makes them
    "or": "{first} or {last}",
    "and": "{first} and {last}",
    "comma": "{first}, {last}",
    "semicolon": "{first}; {last}",
}


@dataclass(frozen=True)
class Message:
    """A sentence, or a part of one.

    Attributes:
        id: of `TEXTS`; empty where the only place holds a text of another table (see `table_text`).
        places: what stands in its places, by name: texts, numbers as text, or other messages.
    """

    id: str
    places: Mapping[str, object]

    def __str__(self) -> str:
        return self.worded(_english)

    def worded(self, translate: Translate) -> str:
        """Its text, translated, with its places filled."""
        if not self.id:
            return translate(str(self.places["text"]), 0)
        filled = {name: value.worded(translate) if isinstance(value, Message) else value for name, value in self.places.items()}
        number = self.places.get("n", 0)
        translated = translate(TEXTS[self.id], number if isinstance(number, int) else 0)
        return translated.format_map(filled)


def message(id: str, /, **places: object) -> Message:
    """The message of this id with these places."""
    assert id in TEXTS, id
    return Message(id, places)


def table_text(entry: str) -> Message:
    """A title, a label or another text of a table, which the catalogue has as it stands there."""
    return Message("", {"text": entry})


def _english(text: Text, number: int) -> str:
    return text if isinstance(text, str) else text[number != 1]
