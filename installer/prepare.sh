# Sourced by run.sh, test.sh and pack.sh: system libraries that Qt needs on Debian and Ubuntu, the packages in `tools`, and a virtual environment in
# .venv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

libraries=(libegl1 libgl1 libfontconfig1 libdbus-1-3 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0
           libxcb-keysyms1 libxcb-render-util0 libxcb-xkb1 libxcb-randr0 libxcb-shape0)
if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
    missing=()
    for library in "${libraries[@]}" ${tools[@]+"${tools[@]}"}; do
        dpkg-query -W -f='${Status}' "$library" 2>/dev/null | grep -q 'ok installed' || missing+=("$library")
    done
    if [ ${#missing[@]} -gt 0 ]; then
        as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo)
        echo "Installing system libraries: ${missing[*]}"
        { "${as_root[@]}" apt-get update -qq && "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; } ||
            echo "They could not be installed; going on without them."
    fi
fi

[ -x .venv/bin/python ] || "${PYTHON:-python3}" -m venv .venv
