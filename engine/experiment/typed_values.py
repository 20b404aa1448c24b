"""What people type: numbers as the window, the user's country or a programmer writes them, `KEY=VALUE`, and TOML of any encoding."""

from __future__ import annotations

import codecs
import math
import re
import tomllib
from contextlib import suppress
from typing import Any

from ..errors import InputError, shortened, shown
from ..messages import Message, message
from .inputs import input_at

_SPACES = str.maketrans(dict.fromkeys(" \xa0\u2009\u202f'_", "") | {"−": "-"})  # between thousands, and a true minus
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
_POINT_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+", re.ASCII)
_COMMA_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
_AT = re.compile(r"\(at line (\d+),")
_STATEMENT = re.compile(r"\s*([^=#]*?)\s*=\s*([^#]*?)\s*(#.*)?")
_DEEP = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){64}")  # a key for which reading takes the square of its length
_FLAGS = {"true": True, "false": False}
_BOMS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class UnclearNumber(ValueError):  # noqa: N818 (it is no fault of the program)
    """A text that could be one of two numbers.

    Attributes:
        told: what to write.
    """

    def __init__(self, told: Message | str) -> None:
        self.told = told
        super().__init__(str(told))


def read_number(text: str, decimal: str = ".") -> int | float:
    """The number that a text spells: `1000`, `1,000`, `1 000`, `.05`, `5.`, `1e2`, `−3`, and `0,05` where the comma cannot part thousands.

    Args:
        text: as typed.
        decimal: what the user's country puts before decimals. With a comma, one group of three digits could be thousands or decimals,
            and is refused.

    Returns:
        An int where no point or power of ten was typed.

    Raises:
        UnclearNumber: it could be one of two numbers; the message says what to write.
        ValueError: it is no finite number.
    """
    bare = text.strip().translate(_SPACES)
    parts = re.split("[.,]", bare)
    if decimal == "," and len(parts) == 2 and (_COMMA_THOUSANDS.fullmatch(bare) or _POINT_THOUSANDS.fullmatch(bare)):
        one, other = f"{parts[0]}{parts[1]}", f"{parts[0]}.{parts[1].rstrip('0') or '0'}"
        raise UnclearNumber(message("unclear_number", found=shown(text), one=one, other=other))
    if _COMMA_THOUSANDS.fullmatch(bare):
        bare = bare.replace(",", "")
    elif decimal == "," and _POINT_THOUSANDS.fullmatch(bare):
        bare = bare.replace(".", "")
    elif bare.count(",") == 1 and "." not in bare:
        bare = bare.replace(",", ".")
    if not _PLAIN.fullmatch(bare) or not math.isfinite(float(bare)):
        raise ValueError(f"{shown(text)} is no number, write for example 0.05, 1000 or 1e-3")
    return int(bare) if re.fullmatch(r"[+-]?\d+", bare) else float(bare)


def parse_setting(text: str) -> tuple[str, Any]:
    """Read `KEY=VALUE` of the command line: the value as TOML, or as it is usually typed, for the kind of input that the key means.

    Raises:
        InputError: there is no `=`.
    """
    key, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not key:
        raise InputError("--set", message("key_value", found=shown(text)))
    declared = input_at(key)
    return key, _meant(value, declared.kind if declared is not None else "")


def _meant(text: str, kind: str) -> Any:
    value = _as_toml(text)
    if kind in ("text", "choice"):
        return value if isinstance(value, str) else text
    if kind == "flag":
        return _FLAGS.get(text.lower(), value)
    if kind == "list" and not isinstance(value, list):
        several = _as_toml(f"[{text}]")
        return several if isinstance(several, list) else value
    if kind in ("whole", "number") and isinstance(value, str):
        with suppress(ValueError):
            value = read_number(text)
    return int(value) if kind == "whole" and isinstance(value, float) and value.is_integer() else value


def _as_toml(text: str) -> Any:
    """The value that a text is in TOML, or the text."""
    try:
        return tomllib.loads(f"value = {text}")["value"] if "\n" not in text else text
    except (ValueError, RecursionError):
        return text


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8, or UTF-16 and UTF-32 that say so by their first bytes.

    Raises:
        ValueError: it is something else.
    """
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), "utf-8-sig")
    return content.decode(encoding)


def parse_toml(text: str, origin: str) -> dict[str, Any]:
    """What TOML says; `origin` names it in messages.

    Raises:
        InputError: it is no TOML, or goes beyond all measure.
    """
    try:
        if not _DEEP.search(text):
            return tomllib.loads(text.removeprefix("\ufeff"))
        why: Message | str = message("toml_key_too_long")
    except RecursionError:
        why = message("toml_too_deep")
    except tomllib.TOMLDecodeError as error:
        why = _advice(text, str(error)) or shortened(str(error), 100)
    except ValueError:
        why = message("toml_too_many_digits")
    raise InputError("experiment", message("not_toml", path=origin, reason=why, allowed=message("experiment_file")))


def _advice(text: str, error: str) -> Message | None:
    """What to write in the line with the error, where that can be guessed."""
    at = _AT.search(error)
    line = text.splitlines()[int(at[1]) - 1] if at else ""
    found = _STATEMENT.fullmatch(line) if len(line) < 100 else None
    if found is None or at is None or _as_toml(found[2]) != found[2]:
        return None
    key, value = found[1], found[2]
    meant = str(_FLAGS.get(value.lower(), "")).lower()
    with suppress(ValueError):
        meant = meant or str(read_number(value))
    if not meant and value.replace("-", "").replace("_", "").isalnum():
        meant = f'"{value}"'
    return message("toml_advice", line=at[1], key=key, value=value, meant=meant) if meant and key else None
