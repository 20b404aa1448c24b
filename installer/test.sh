#!/usr/bin/env bash
# Installs TriDescent with its test tools into .venv and runs every check; without arguments it also freezes the program and tries that.
tools=(binutils locales xvfb xdotool)
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
.venv/bin/python -m pip install --quiet --disable-pip-version-check -e ".[test,installer]"
export QT_QPA_PLATFORM=offscreen
if [ $# -eq 0 ]; then # to freeze takes one core for minutes: beside the checks
    mkdir -p build
    .venv/bin/python installer/build.py icons freeze >build/freeze.log 2>&1 &
    freezing=$!
    trap 'kill "$freezing" 2>/dev/null || true' EXIT
fi
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
.venv/bin/lint-imports
if [ $# -eq 0 ]; then # else every process of the tests would compile all kernels
    for dtype in float64 float32; do .venv/bin/python -c "from engine.training.fused_objective import compile_kernels; compile_kernels('$dtype')"; done
fi
.venv/bin/python -m pytest -n auto --durations=40 "$@"
[ $# -eq 0 ] || exit 0
wait "$freezing" && frozen=0 || frozen=$?
cat build/freeze.log
[ "$frozen" = 0 ] || exit "$frozen"
.venv/bin/python installer/build.py try
