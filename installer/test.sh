#!/usr/bin/env bash
# Installs TriDescent with its test tools into .venv and runs every check.
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
.venv/bin/python -m pip install --quiet --disable-pip-version-check -e ".[test]"
export QT_QPA_PLATFORM=offscreen
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
.venv/bin/lint-imports
exec .venv/bin/python -m pytest -n auto "$@"
