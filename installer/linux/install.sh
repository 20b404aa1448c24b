#!/bin/sh
# Installs TriDescent for you alone, without an administrator. `sh install.sh --remove` takes it away again.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
place=$HOME/.local/lib/tridescent
bin=$HOME/.local/bin/tridescent

refresh() { # what desktops keep of icons, types and programs; not every system has these
    update-desktop-database "$data/applications" 2>/dev/null || true
    update-mime-database "$data/mime" 2>/dev/null || true
    gtk-update-icon-cache -q "$data/icons/hicolor" 2>/dev/null || true
}

remove() {
    [ ! -f "$place/files" ] || while IFS= read -r file; do rm -f "$data/$file"; done <"$place/files"
    [ ! -L "$bin" ] || rm -f "$bin"
    rm -rf "$place"
}

if [ "${1-}" = --remove ]; then
    remove
    refresh
    echo "TriDescent is removed. Your settings and recordings are still yours."
    exit
fi

remove
mkdir -p "$place" "$data" "$(dirname "$bin")"
cp -R "$here/tridescent/." "$place"
cp "$here/install.sh" "$place/install.sh"
(cd "$here/share" && find . -type f) | sed 's|^\./||' >"$place/files"
cp -R "$here/share/." "$data"
sed -i "s|^Exec=tridescent|Exec=\"$place/tridescent\"|" "$data/applications/tridescent.desktop"
ln -sf "$place/tridescent" "$bin"
refresh
echo "TriDescent is installed: $bin. To remove it: sh \"$place/install.sh\" --remove"
