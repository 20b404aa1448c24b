#!/usr/bin/env bash
# Installs TriDescent with its test tools into .venv and runs every check. Arguments are passed on to pytest.
tools=(binutils locales xvfb xdotool)
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
.venv/bin/python -m pip install --quiet --disable-pip-version-check -e ".[test,installer]"
export QT_QPA_PLATFORM=offscreen
compile() { .venv/bin/python -c "from engine.training.fused_objective import compile_kernels; compile_kernels('$1')"; }
compiling=()
if [ $# -eq 0 ]; then # else every process of the tests would compile all kernels
    for dtype in float64 float32; do compile "$dtype" & compiling+=($!); done
fi
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
.venv/bin/lint-imports
for process in ${compiling[@]+"${compiling[@]}"}; do wait "$process"; done
.venv/bin/python -m pytest -n auto --durations=40 "$@"
