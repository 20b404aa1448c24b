"""Tool tips of texts that somebody else may have written."""

from __future__ import annotations

import html


def plain_tip(text: str) -> str:
    """A tool tip that shows a text as it is. Qt would take one with tags for HTML, and load the pictures that it names."""
    return f"<qt>{html.escape(text).replace(chr(10), '<br>')}</qt>" if "<" in text else text
