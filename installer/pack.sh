#!/usr/bin/env bash
# Installs TriDescent into .venv, packs it by PyInstaller and tries what comes out. With an argument only that step of `build.py`.
tools=(binutils xvfb xdotool)
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
.venv/bin/python -m pip install --quiet --disable-pip-version-check -e ".[test,installer]"
export QT_QPA_PLATFORM=offscreen
[ $# -gt 0 ] || set -- icons freeze try
exec .venv/bin/python installer/build.py "$@"
