"""What the engine tells people: each sentence has an id, and its English stands in the one table here.

A message knows its id and what stands in its places, so that a window can word it in another language; `str` of it is English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import TypeAlias

Text: TypeAlias = str | tuple[str, str]  # with two forms: for one, and for any other number in the place `n`
Translate: TypeAlias = Callable[[Text, int], str]  # a text in another language, in the form for a number

TEXTS: Mapping[str, Text] = {
    # inputs: what is wrong with one
    "found_allowed": "found {found}, allowed is {allowed}",
    "name_twice": 'found "{name}" twice, allowed is each name once',
    "colour_twice": "found {number} twice, allowed is each colour once",
    "too_many_lanes": "found one more than {most} lanes, allowed are {most} at most",
    "last_lane": "found no lane, allowed is at least one",
    "unfit_for_data": 'found "{name}" for {data}, allowed is {allowed}',
    "start_of_other_length": "found {found}, allowed is a list of exactly {count}",
    "start_not_finite": "the loss there is {loss}, found ({start}), allowed is a start where it is finite",
    "hidden_for_function": "found {found} for function data, allowed is none: the weights are x and y",
    "batch_too_large": 'found {size} with {most} training samples, allowed is a whole number from 1 to {most}, or "full"',
    "batch_norm_of_one": ("found a batch of one sample with batch-norm, whose variance is 0, allowed are at least 2 samples in each batch"),
    "batch_norm_of_remainder": (
        "found {size} with {n} samples, which leaves a last batch of one, whose variance is 0 for batch-norm, allowed is another size, "
        "or drop_last = true"
    ),
    "parts_with_modes": (
        "found {found} for a model with dropout or batch-norm, which would draw and normalise otherwise in parts, allowed is none"
    ),
    "name_of_python_file": "the name of a Python file",
    "file_not_allowed": 'found "{path}", which has not been allowed to run; allow it in the window, or with `tridescent train --trust`',
    "model_file_raises": '"{name}" cannot be run ({reason}), allowed is a file of Python that defines a model',
    "model_has_no_function": 'found no function {name} in "{path}", allowed is one that it defines',
    "model_function_raises": "{name} cannot be called ({reason}), allowed is a function that returns a torch.nn.Module",
    "model_function_gives": "{name} returns {found}, allowed is a torch.nn.Module",
    "model_takes_too_long": "the file and its model take longer than {seconds} seconds for a few samples, allowed is less",
    "model_ends_process": "running the file ends the process (exit status {status}), allowed is one that defines a model",
    "model_file_changes": "the file changes while it is tried, allowed is one that stays as it is",
    "model_file_is_other": 'found "{path}" with another content than was recorded, allowed is the same file',
    "as_told": "{told}",
    "surface_as_stored": "The surface was stored with the recording, for its model cannot be computed: {reason}",
    "schedule_without_end": 'found "{name}" with a budget of seconds, allowed is {allowed}, or a budget of epochs or updates',
    "nesterov_without_momentum": "found true with momentum 0, allowed is true only with a momentum above 0",
    "budget_not_one": "found {found}, allowed is exactly one of epochs, updates, seconds and target_loss",
    "key_value": "found {found}, allowed is KEY=VALUE, for example seed=7",
    "unclear_number": "{found} could be {one} or {other}, write one of these",
    "no_such_files": "found no file at {path}, allowed is a Parquet file, a .npy file, or a folder or pattern of Parquet files",
    "stream_files": "a Parquet file, a .npy file, or a folder or pattern of Parquet files",
    "too_few_rows": "found {rows} rows in {path}, allowed are at least {least}",
    "target_among_columns": "found the target {name} among them, allowed are other columns",
    "column_is_no_number": "found {name}, which holds no numbers, allowed are columns of numbers",
    "columns_count": "found {found} columns of numbers beside the target, allowed are 1 to {most}",
    "target_is_no_number": "found {name}, which holds no numbers, allowed is a column of numbers, or the task classification",
    "classes_count": "found {found} or more classes in {name}, allowed are 2 to {most}",
    "array_is_no_table": "found an array of shape {shape} and dtype {dtype}, allowed are rows of numbers in two dimensions, or records",
    "file_is_cut_off": "it is cut off",
    "stream_has_changed": "{path} is gone or has changed since it was looked at, choose it again",
    "stream_value": "found {found} in row {row} of {name}, allowed are numbers",
    "disk_too_small": "rows of numbers take {needed} in {folder}, where {free} are free",
    "shuffle_of_stream": 'found "{name}" for samples larger than memory, allowed is {allowed}',
    "batch_not_divisible": "a batch of {size} is read in parts, which dropout and batch-norm do not allow; at most {most} are read at once",
    "mixed_within": "samples are shuffled within windows of {size}",
    "measured_on": "whole-set losses are estimated on {some} of {all} samples",
    "missing": "missing, allowed is {allowed}",
    "did_you_mean": '{found} (did you mean "{meant}"?)',  # `errors.nearest` makes it
    "is_section": "is a section and cannot be set as a whole, allowed are its keys {keys}",
    "newer_can_read": "found {found}, allowed is {allowed}; a newer TriDescent can read it",
    "no_finite_loss": "found a loss of {loss} there, allowed is a start where it is finite",
    # inputs: tables
    "table_not_told": "missing, allowed is what was found in the table when it was read",
    "table_told": "{path}: {told}",
    "table_is_gone": "{path} cannot be read ({reason}), allowed is the table that the experiment was made from",
    "table_is_another": "{path} has changed since the experiment was made, allowed is the same table; set data.path again to read it anew",
    "table_no_target": "missing, allowed is {allowed}",
    "table_too_few_rows": "found {rows} of {all} rows without anything missing, allowed are at least 2",
    "table_target_is_feature": "found {name}, which is the target, allowed are other columns",
    "table_text_feature": "{name} is text with {distinct} different values, allowed are numbers, dates and up to {most} different values",
    "table_no_features": "found no column to learn from, allowed is at least one beside the target",
    "table_constant_features": "all features are constant ({names}), allowed is at least one column with different values",
    "table_many_features": "the columns become {n} features, allowed are at most {most}",
    "table_target_no_number": "{name} is {kind}, allowed for regression is a column of numbers",
    "table_many_classes": "{name} has {n} different values, allowed for classification are at most {most} whole numbers or words",
    "table_one_class": "{name} has the same value everywhere, allowed are at least two classes",
    "table_classes_beyond_rows": "{name} has {n} classes in {rows} rows, allowed are fewer classes than rows",
    "table_nothing_known": "no training row has a value in {column}, allowed are columns with some, or other features",
    "numbers_too_large": "found a number that {dtype} cannot hold, or nearly so, allowed are numbers up to {most}",
    "table_target_taken": "The target is {target}, learned by {task}; --target takes another one.",
    "target_without_table": "found {found}, which is no table; allowed with a table, for example train prices.csv --target price",
    "cells_date": "dates",
    "cells_datetime": "dates with times",
    "cells_category": "text of a few kinds",
    "cells_id": "a name for each row",
    "cells_text": "text",
    # inputs: what is found
    "numbers": ("{n} number", "{n} numbers"),
    "no_numbers": "no numbers",
    "none": "none",
    "something_very_long": "something very long",
    "regression_data": "regression data",
    "classification_data": "classification data",
    "function_data": "function data",
    "data_without_images": "data that are no images",
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
    # tables: what is wrong with a file
    "table_file": "a table: text (CSV, TSV), an Excel or OpenDocument sheet, Parquet, Arrow or NumPy",
    "table_is_empty": "found nothing in it, allowed is a table with a row of names and rows of values",
    "table_has_only_names": "found names of columns and no row below them, allowed is at least one row",
    "table_has_no_rows": "found no row with a value, allowed is at least one",
    "table_is_binary": "found bytes that are no text, allowed is text (CSV, TSV), an Excel or OpenDocument sheet, Parquet, Arrow or NumPy",
    "table_is_compressed": "found a file compressed by {kind}, allowed is the table in it",
    "table_not_in_encoding": "found bytes that are no text in {encoding}, allowed is another encoding",
    "table_unknown_encoding": "found the encoding {encoding}, allowed is one that Python knows, for example utf-8 or cp1252",
    "table_not_readable": "it cannot be read as {kind} ({reason}), allowed is a whole file",
    "table_no_such_sheet": "found no sheet {found}, allowed is {allowed}",
    "table_line_is_ragged": "line {line} has {found}, the others have {expected}; allowed is one number of cells in all lines",
    "table_quote_is_open": "the quotation mark in line {line} has no end, allowed are quotation marks in pairs",
    "table_changed": "it changed while it was read, allowed is a file that stays as it is",
    "table_arrays_differ": "found arrays {found}, allowed are arrays of one length",
    "table_too_wide": "found {n} columns, allowed are at most {most}, with names of at most {longest} characters",
    "table_column_has_kind": "the column {name} holds {kind}, allowed are numbers, text, dates and truths",
    "cells": ("{n} cell", "{n} cells"),
    # tables: what is told of one
    "table_and_more": ("{names} and {n} more", "{names} and {n} more"),
    "table_tab": "tabs",
    "table_blank_ones": "blank ones",
    "table_decimal_comma": "Commas are read as decimal marks in {columns}.",
    "table_thousands_separator": "Marks between groups of three digits are taken off in {columns}.",
    "table_dates_day_first": "The day comes before the month in {columns}.",
    "table_dates_ambiguous": "Dates in {name} could begin with the day or with the month; they are read as {taken}.",
    "table_numbers_ambiguous": "Numbers in {name} can be read in two ways; they are read so: {taken}.",
    "table_missing_values": ("{n} cell is missing.", "{n} cells are missing."),
    "table_mixed_missing_markers": "Missing cells are marked in several ways: {marks}.",
    "table_duplicate_headers": "Names stand there twice; the second ones are called {columns}.",
    "table_missing_header": "A column without a name is called {name}.",
    "table_no_header": ("No line names the columns: {n} name was made up.", "No line names the columns: {n} names were made up."),
    "table_empty_column_dropped": ("The column {columns} is empty and left out.", "The columns {columns} are empty and left out."),
    "table_lines_skipped": "Lines outside the table are left out: {lines}.",
    "table_sep_line": "The first line tells the delimiter and is left out.",
    "table_units_row": "A line below the names holds their units.",
    "table_total_row": "Line {line} sums up the others ({found}) and is left out.",
    "table_text_in_number_column": "Line {line}: {name} has {found} among numbers, which counts as missing.",
    "table_text_in_column": "Line {line}: {name} has {found}, unlike the cells around it, which counts as missing.",
    "table_more_text_in_number_column": ("{name} has {n} more such cell.", "{name} has {n} more such cells."),
    "table_odd_number": "{name} has {found} several times, far from its other numbers: where it stands for a missing cell, empty it.",
    "table_encoding_guessed": "The file does not tell its encoding; it is read as {encoding}.",
    "table_delimiter_not_comma": "Cells are divided by {delimiter}.",
    "table_index_column": "{name} counts the rows and is left out.",
    "table_identifier_column": "{name} holds numbers too long to be quantities; they are names.",
    "table_leading_zeros": "{name} holds digits with zeros in front; they are names.",
    "table_constant_column": "All cells are alike in {columns}.",
    "table_currency": "Signs of currencies are taken off in {columns}.",
    "table_percent": "Percent signs are taken off in {columns}: 50 % is 50.",
    "table_units_in_cells": "Units are taken off in {columns}.",
    "table_mixed_units": "{name} has numbers with several units and stays text.",
    "table_numbers_as_text": "{name} has too many cells that are no numbers and stays text.",
    "table_ragged_lines_skipped": (
        "{n} line with another number of cells is left out: {lines}.",
        "{n} lines with another number of cells are left out: {lines}.",
    ),
    # tables: why a column is left out
    "table_left_out_constant": "all its cells are alike",
    "table_left_out_index": "it counts the rows",
    "table_left_out_identifier": "its digits are names, not quantities",
    "table_left_out_date": "it holds dates",
    "table_left_out_text": "hardly two of its texts are alike",
    "table_left_out_levels": "it has {n} different values",
    "table_left_out_missing": ("{n} of its cells is missing", "{n} of its cells are missing"),
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
    # recordings: what is wrong with a file
    "recording_file": "a file written by TriDescent",
    "format_is_newer": "found format {found}, allowed is {allowed}; a newer TriDescent can read it",
    "format_is_older": "found format {found}, allowed is {allowed} or above; it was written before the first release",
    "none_of_our_files": "it is none of our files, or cut off",
    "file_misfits_parts": "it is cut off, or longer than its parts",
    "seal_is_missing": "its seal is missing",
    "seal_is_broken": "its seal is broken",
    "too_many_parts": "it has too many parts",
    "parts_share_name": "two of its parts have one name",
    "parts_have_gaps": "its parts do not follow each other",
    "part_is_missing": "{part} is missing",
    "part_is_unknown": "{part} is no part of a recording",
    "part_is_compressed": "{part} is compressed",
    "part_is_cut_off": "{part} is cut off",
    "part_is_longer": "{part} is longer than its array",
    "part_misfits_checksum": "{part} does not fit its checksum (CRC)",
    "part_is_not": "{part} is {found}, not {expected}",
    "part_is_no_array": "{part} is no array",
    "part_is_no_text": "{part} is {found}, not a text of at most {most} characters",
    "part_is_no_column": "{part} has the shape {shape}, which is no column",
    "part_is_no_positions": "{part} is {found}, which are no positions",
    "part_is_out_of_range": "{part} is {found}, allowed is {allowed}",
    "part_has_other_values": "{part} has other values than {allowed}",
    "part_is_no_inputs": "{part} has the shape {shape}, which is not that of inputs",
    "samples_unexplained": "it has {training} training and {validation} validation samples, which its experiment does not explain",
    "lanes_start_apart": "its lanes start from different weights",
    "lane_has_rows": "{lane} has {rows} rows, not 1 to {planned} updates after the start",
    "lane_has_evaluations": "{lane} has {evaluations} evaluations of {rows} rows",
    "lane_kept_every": "{lane} has kept every {stride}th position",
    "lane_has_no_stepper": "{lane} has no stepper",
    "lane_state_after": "{lane} is {state} after {updates} of {planned} updates",
    "lane_state_at": "{lane} is {state} at update {update} after {updates}",
    # recordings: the values that a part may have
    "any_value": "any",
    "finite_numbers": "finite numbers",
    "offsets_and_scales": "finite numbers, and scales above 0",
    "finite_after_start": "finite numbers after the start",
    "finite_and_nothing_remembered": "finite numbers, and nothing remembered at the start",
    "none_negative": "no negative ones",
    "shares": "shares",
    "rising_times": "times that rise from 0",
    "rising_updates": "rising numbers of updates that were made",
    "classes_of_experiment": "classes of the experiment",
    "whole_number_from_1": "a whole number from 1",
    "updates_made": "at most those that were made",
    "order_versions": "1 to {last}",
    # recordings: what else is told of one
    "recording_of_own_module": "found one of a module of your own, allowed are recordings of the declared net",
    "replay_differs": ("Replayed weights of {lane} differ from the recorded ones by {difference} (relative): it was made by {origin}."),
    "replay_differs_unknown": (
        "Replayed weights of {lane} differ from the recorded ones by {difference} (relative): it does not tell what made it."
    ),
    "replay_not_finite": "update {update} of {lane} is not finite when it is computed again here",
    # training: before a run
    "samples": ("{n} sample", "{n} samples"),
    "weights": ("{n} weight", "{n} weights"),
    "order_of_samples": ("the order of {n} sample", "the order of {n} samples"),
    "rows_of_updates": ("rows of {n} update", "rows of {n} updates"),
    "batch_within_net": ("a batch of {n} sample within the net", "a batch of {n} samples within the net"),
    "fewer_samples": "fewer samples",
    "fewer_epochs": "fewer epochs, or larger batches",
    "fewer_updates": "fewer updates, or larger batches",
    "fewer_seconds": "fewer seconds, or larger batches",
    "smaller_model": "fewer neurons, layers or lanes",
    "smaller_batches": "smaller batches, or fewer neurons",
    "too_little_memory": "found {free} free, allowed is no less than {least}; other programs have the rest",
    "run_needs_memory": (
        "found a run that needs some {needed} of memory ({size} for {what}), allowed are the {free} that are free here; {advice} would do"
    ),
    "run_takes": "{experiment}: this may take some {time} and {memory} of memory.",
    "run_takes_by_update": "{experiment}: this may take some {time} and 40 bytes of memory for each update.",
    "days": ("{n} day", "{n} days"),
    "hours": ("{n} hour", "{n} hours"),
    "minutes": ("{n} minute", "{n} minutes"),
    "seconds": ("{n} second", "{n} seconds"),
    # training: modules of one's own
    "no_module": "found {found}, allowed is a torch.nn.Module",
    "module_is_script": "found TorchScript, allowed are modules of Python code, as they are before torch.jit.script or trace",
    "module_is_lazy": (
        "found a lazy module whose weights have no shape yet, allowed are modules that have been called once with a batch of samples"
    ),
    "module_has_no_weights": "found no weights to train, allowed are modules with at least one weight that is not frozen",
    "module_has_other_dtype": ("found weights in {found}, allowed are modules in {dtype}, the experiment's dtype: model.to(torch.{dtype})"),
    "module_has_no_gradient": ("found outputs that do not depend on any weight that is trained, allowed are modules with a gradient"),
    "module_draws": (
        "found {layer} that draws random numbers or remembers its calls, allowed are modules whose outputs follow from weights and inputs"
    ),
    "module_changes": (
        "found {layer} that changes what the module keeps, allowed are modules that keep only weights (no running statistics)"
    ),
    "module_changes_inputs": (
        "found a forward that changes its inputs in place, allowed are modules that leave them as they are "
        "(x * 0.5 in place of x.mul_(0.5))"
    ),
    "a_forward": "a forward",
    "outputs_are_no_tensor": "found outputs of type {found}, allowed are modules that give one tensor",
    "outputs_have_other_shape": (
        "found outputs {found} for {n} sample, allowed are modules that give {shape}, for these targets",
        "found outputs {found} for {n} samples, allowed are modules that give {shape}, for these targets",
    ),
    "outputs_have_other_dtype": "found outputs in {found}, allowed are modules that give {dtype}, the experiment's dtype",
    "module_cannot_be_copied": "it cannot be copied ({reason})",
    "module_cannot_be_differentiated": "it cannot be differentiated ({reason})",
    "forward_fails": "its forward fails ({reason})",
    "loss_of_module_fails": "the loss of its outputs cannot be computed ({reason})",
    # training: what became of a lane
    "diverged_at": "diverged at update {update}",
    "failed_at": "failed at update {update}",
    "target_missed": "did not reach {target}",
    "target_missed_within": (
        "did not reach a training loss of {target} within {n} update",
        "did not reach a training loss of {target} within {n} updates",
    ),
    "astray_since": "astray since update {update}",
    "loss_above_start": "the training loss has been above {times} times that of the start ever since",
    # divergence
    "row": "row {row}",
    "row_at": "row {row}, x = {x}, y = {y}",
    "loss_falls_without_end": "the loss falls without end: it is {loss} at row {row}, and there is no minimum to come to rest in",
    "gradient_not_finite": "the gradient is not finite at {at}",
    "function_has_no_value": "the function has no value at {at}",
    "limit_of_decay": "2/weight decay",
    "rate_above_decay": "learning rate {rate} is above {formula} = {limit}, from where on the decay alone lets the weights grow",
    "rate_above_limit": "learning rate {rate} is above {formula} = {limit}, the limit of stability at row {row}",
    "rate_above_grown_limit": (
        "learning rate {rate} is above {formula} = {limit}, the limit of stability at row {row}; "
        "at the start it was {before}, for the curvature has grown"
    ),
    "rate_above_limit_of_batch": (
        "the reason is not known for certain: learning rate {rate} is below {formula} = {limit}, the limit of stability at row {row} "
        "of the whole set, but above {of_batch}, that of a batch of {size} there"
    ),
    "rate_below_limit": ("the reason is not known: learning rate {rate} is below {formula} = {limit}, the limit of stability at row {row}"),
    "optimizer_has_no_limit": (
        "the reason is not known: with {optimizer} the curvature sets no limit to the learning rate, which is {rate}"
    ),
    "curvature_sets_no_limit": "the reason is not known: the largest curvature at row {row} is {curvature}, which sets no limit",
    "curvature_not_measured": "the reason is not known: the curvature could not be measured ({error})",
    # devices and kernels: which device
    "device_found_allowed": "found {found}, allowed on this machine is {allowed}",
    "device_with_float64": "{device} with float64",
    "unusable_device": "{device}, which cannot be used ({reason})",
    "computes_wrong_numbers": "it computes wrong numbers",
    "no_reason_given": "{error}: no reason given",
    "apple_graphics": "Apple graphics",
    "auto_avoids_device": "cpu: {device} is found and cannot be used ({reason}), so `auto` takes the processor",
    "auto_takes_processor": (
        "cpu: PyTorch {version} finds no accelerator, so `auto` takes the processor ({n} thread)",
        "cpu: PyTorch {version} finds no accelerator, so `auto` takes the processor ({n} threads)",
    ),
    "auto_takes_device": (
        "{device}: PyTorch {version} finds {name}, so `auto` takes it, save for nets so small that the processor is faster"
    ),
    # devices and kernels: what computes the updates
    "loading_kernels": "loading kernels",
    "compiling_kernels": "compiling kernels",
    "kernels_are_kept": "Numba {version} compiles them, and they are kept in {folder}",
    "kernels_are_not_kept": (
        "Numba {version} compiles them, and they are not kept, for {folder} cannot be written: each start takes longer"
    ),
    "no_blas": "NumPy has no OpenBLAS here, so loops compute the products of wide layers",
    "no_kernels_yet": "there are none yet, or damaged ones: the next run has them compiled, which takes some half a minute",
    "kernels_not_used": "they were not used for {lane}",
    "numba_is_disabled": "Numba cannot be used (it is told not to compile, by NUMBA_DISABLE_JIT)",
    "numba_fails": "Numba cannot be used ({reason})",
    "kernels_cannot_be_loaded": "the kernels cannot be loaded ({error})",
    "kernels_not_ready": "its kernels were not ready yet",
    "so_autograd": "{reason}, so autograd is used",
    "so_autograd_trains_all": "{reason}, so autograd trains all nets",
    "net_is_too_large": (
        "a net of {n} weight is too large for the kernels",
        "a net of {n} weights is too large for the kernels",
    ),
    "range_found": "after {updates} updates from a loss of {start}, the lowest one is {lowest}, at a rate of {best}; at the chosen rate, "
    "{chosen}, it is {now}; for this optimizer curvature sets no limit",
    "range_found_with_limit": "after {updates} updates from a loss of {start}, the lowest one is {lowest}, at a rate of {best}; at the "
    "chosen rate, {chosen}, it is {now}; where they begin, the optimizer is stable up to {limit} ({formula})",
    "no_kernel_without_bias": "there is no kernel for layers without bias, so autograd is used",
    "measured_without_dropout": "losses on whole sets and surfaces are measured without what is drawn at random in updates (dropout)",
    "measured_with_statistics": "losses on whole sets and surfaces are measured with batch-norm's statistics of all training samples",
    "measured_without_either": (
        "losses on whole sets and surfaces are measured without dropout, and with batch-norm's statistics of all training samples"
    ),
    "no_kernel_for": "there is no kernel for {optimizer}, so autograd is used",
    "descents_need_a_kernel": "found {found}, for which there is no compiled kernel, allowed are {allowed}",
    "no_kernel_for_smoothing": "there is no kernel for label smoothing, so autograd is used",
    "no_cuda_graphs": "CUDA graphs cannot be used ({reason}), so autograd is used",
    "stepper_differs": "the {stepper} stepper differs from autograd by {difference} in the first updates, so autograd is used",
    "gradients_accumulated": (
        "gradients are accumulated over micro-batches of {n} sample, for which {memory} of results are kept in place of {whole}",
        "gradients are accumulated over micro-batches of {n} samples, for which {memory} of results are kept in place of {whole}",
    ),
    "computed_in_parts": "out of memory on the GPU: batches of {size} are computed in parts of {part}, with the same gradient",
    "plain_autograd": "autograd, plain PyTorch",
    "stepper_with_note": "{stepper}; {note}",
    "kernels_not_compared": "{stepper} kernels, not yet compared with PyTorch's autograd",
    "kernels_agree": "{stepper} kernels, whose first updates agree with PyTorch's autograd to {difference} of their size",
    "kernels_came_later": (
        "{kernels}; autograd made the first update, until they were ready",
        "{kernels}; autograd made the first {n} updates, until they were ready",
    ),
    # planes and surfaces: why there is none
    "no_such_plane": "{plane}: {reason}; shown are the principal components.",
    "weights_not_finite": "the weights there are not finite",
    "direction_has_no_length": "a direction has no length",
    "points_on_one_line": "the points lie on one line",
    "points_are_the_same": "two of the points are the same",
    "loss_is_flat": "the loss is flat there",
    "loss_has_no_curvature": "the loss has no curvature there, so that no direction is the sharpest",
    "loss_curves_downwards": "the loss is curved downwards in all directions there",
    "model_has_weights": ("the model has {n} weight, not two", "the model has {n} weights, not two"),
    "own_axes_show_all": "the model's own two axes show all of it",
    "too_few_lanes": ("the experiment has one lane, it takes {needed}", "the experiment has {n} lanes, it takes {needed}"),
    "no_lane_has_momentum": "no visible lane has momentum",
    "no_lane_has_scaling": "no visible lane gives every weight a learning rate of its own",
    "no_lane_has_weight_decay": "no visible lane has weight decay",
    # planes and surfaces: axes
    "first_component": "first principal component",
    "second_component": "second principal component",
    "from_start_to": "from the start to {end}",
    "from_to": "from {start} to {end}",
    "across_towards": "across, towards {end}",
    "steepest_descent": "steepest descent",
    "sharpest_curvature": "sharpest curvature",
    "first_random_direction": "first random direction",
    "second_random_direction": "second random direction",
}


@dataclass(frozen=True)
class Message:
    """A sentence, or a part of one.

    Attributes:
        id: of `TEXTS`; empty where the only place holds a text of another table (see `table_text`).
        places: what stands in its places, by name: texts, whole numbers, other numbers as text, or other messages.
    """

    id: str
    places: Mapping[str, object] = field(hash=False)

    def __str__(self) -> str:
        return self.worded(_english)

    def worded(self, translate: Translate) -> str:
        """Its text, translated, with its places filled."""
        if not self.id:
            return translate(str(self.places["text"]), 0)
        filled = {name: _filling(value, translate) for name, value in self.places.items()}
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


def places_of(id: str) -> set[str]:
    """The names of the places in the text of an id, in any of its forms."""
    text = TEXTS[id]
    return {name for form in ((text,) if isinstance(text, str) else text) for _, name, _, _ in Formatter().parse(form) if name}


def _filling(value: object, translate: Translate) -> object:
    return value.worded(translate) if isinstance(value, Message) else f"{value:,}" if isinstance(value, int) else value


def _english(text: Text, number: int) -> str:
    return text if isinstance(text, str) else text[number != 1]
