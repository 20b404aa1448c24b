#!/usr/bin/env bash
# Installs TriDescent with its test tools into .venv and runs every check; without arguments it also freezes the program and tries that.
tools=(binutils xvfb xdotool)
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
.venv/bin/python -m pip install --quiet --disable-pip-version-check -e ".[test,installer]"
export QT_QPA_PLATFORM=offscreen
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
.venv/bin/lint-imports
.venv/bin/python -m pytest -n auto "$@"
[ $# -gt 0 ] || .venv/bin/python installer/build.py icons freeze try
