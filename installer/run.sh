#!/usr/bin/env bash
# Installs TriDescent into .venv and starts it. Arguments are passed on: `bash installer/run.sh train article --json`.
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
.venv/bin/python -m pip install --quiet --disable-pip-version-check -e .
exec .venv/bin/python main.py "$@"
