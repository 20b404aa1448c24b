"""Which encoding the bytes of a text file have."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b\x1a")) + b"\x7f"
_OLD = ("cp1252", "mac_roman", "cp850")  # in which order letters beyond ASCII are tried
_MOST_CONTROLS = 0.01  # of the bytes of a text


class Encoding(NamedTuple):
    """An encoding.

    Attributes:
        name: as Python knows it.
        is_guessed: whether the bytes would be text in another one too.
    """

    name: str
    is_guessed: bool = False


def detect(sample: bytes, *, is_utf8: bool = True) -> Encoding | None:
    """The encoding of a text that begins with some bytes; None for what is no text.

    Args:
        sample: the beginning.
        is_utf8: False once bytes that are none in UTF-8 were found farther on.
    """
    for bom, name in _BOMS:
        if sample.startswith(bom):
            return Encoding(name)
    if b"\0" in sample:
        return _wide(sample)
    if len(sample.translate(None, _CONTROLS)) < len(sample) * (1 - _MOST_CONTROLS):
        return None
    if is_utf8:
        try:
            codecs.getincrementaldecoder("utf-8")().decode(sample)
        except UnicodeDecodeError:
            return _old(sample)
        return Encoding("utf-8")
    return _old(sample)


def _wide(sample: bytes) -> Encoding | None:
    """UTF-16 without a mark: every other byte of plain letters is zero."""
    half = max(1, len(sample) // 2)
    odd, even = sample[1::2].count(0) / half, sample[0::2].count(0) / half
    for name, here, there in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if here > 0.4 and there < 0.05:
            return Encoding(name, is_guessed=True)
    return None


def _old(sample: bytes) -> Encoding:
    """The old encoding in which most bytes beyond ASCII are letters beside letters."""
    if _is_cyrillic(sample):
        return Encoding("cp1251", is_guessed=True)
    beyond = {byte for byte in sample if byte >= 0x80}
    if not any(byte < 0xA0 for byte in beyond):
        return Encoding("iso-8859-1", is_guessed=True)
    scores = {name: _letters(sample, name) for name in _OLD}
    return Encoding(max(_OLD, key=lambda name: scores[name]), is_guessed=True)


def _is_cyrillic(sample: bytes) -> bool:
    """Whether whole words are beyond ASCII, which letters with accents are not, and Cyrillic as Windows writes it."""
    words = re.findall(rb"[A-Za-z\x80-\xff]{2,}", sample)
    whole = [word for word in words if not re.search(rb"[A-Za-z]", word)]
    return 2 * len(whole) > len(words) and all(byte in _CYRILLIC for word in whole for byte in word)


_CYRILLIC = frozenset({*range(0xC0, 0x100), 0xA8, 0xB8, 0xAF, 0xBF, 0xB2, 0xB3})


def _letters(sample: bytes, encoding: str) -> int:
    """How many characters beyond ASCII are letters of western languages, less those that are none."""
    text = sample.decode(encoding, "replace")
    score = 0
    for character in text:
        if character >= "\x80":
            score += 1 if character in _WESTERN else 0 if character in "€–—’‘“”„…°µ" else -2
    return score


_WESTERN = frozenset("äöüÄÖÜßéèêëÉÈÊáàâãåÁÀÂÃÅæÆçÇíìîïÍÎÏñÑóòôõøÓÒÔÕØœŒúùûÚÙÛýÿ")
