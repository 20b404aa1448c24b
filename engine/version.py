"""Which version this is, in the one place from which package, program and installers take it, and of what libraries."""

from __future__ import annotations

from collections.abc import Sequence

VERSION = "0.7.0"
LIBRARIES = ("torch", "numpy", "numba", "PySide6-Essentials", "pyqtgraph", "contourpy", "pydantic", "polars")


def libraries(names: Sequence[str] = LIBRARIES) -> str:
    """The libraries that matter most, or those named, with their versions, for reports."""
    from importlib.metadata import PackageNotFoundError, version  # takes as long to import as the window may be late

    def found(name: str) -> str:
        try:
            return f"{name} {version(name)}"
        except PackageNotFoundError:  # whoever packages it may give it another name
            return f"{name} (version not found)"

    return ", ".join(map(found, names))
