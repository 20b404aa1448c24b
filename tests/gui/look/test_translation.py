"""Texts in the language of the window."""

from __future__ import annotations

import pytest

from engine.messages import message
from gui.look.translation import ntr, worded


@pytest.mark.parametrize(("number", "told"), [
    (0, "rows of 0 updates"), (1, "rows of 1 update"), (2, "rows of 2 updates"), (10**9 + 1, "rows of 1,000,000,001 updates"),
    (2**31, "rows of 2,147,483,648 updates"), (10**12 + 1, "rows of 1,000,000,000,001 updates"),
])  # fmt: skip
def test_a_number_of_any_size_has_a_form(number: int, told: str) -> None:
    assert worded(message("rows_of_updates", n=number)) == told
    assert ntr("rows of {n} update", "rows of {n} updates", number) == told
