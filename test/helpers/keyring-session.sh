#!/usr/bin/env bash
# Runs a command in a session of its own that has a real keychain: keyring-session.sh COMMAND [ARGUMENTS]
# Needs gnome-keyring-daemon and dbus-run-session. Nothing of the session is left behind.
#   KEYRING_HOME      where the keychain is kept; without it a new one, removed afterwards
#   KEYRING_PASSWORD  what unlocks the keychain; a wrong one leaves it locked
set -euo pipefail
if [ -z "${KEYRING_HOME:-}" ]; then
  KEYRING_HOME=$(mktemp -d)
  trap 'rm -rf "$KEYRING_HOME"' EXIT
fi
mkdir -p -m 700 "$KEYRING_HOME/run" "$KEYRING_HOME/data"
# Without a display nobody can be asked to unlock, so a locked keychain answers at once.
env -u DISPLAY -u WAYLAND_DISPLAY XDG_RUNTIME_DIR="$KEYRING_HOME/run" XDG_DATA_HOME="$KEYRING_HOME/data" \
  dbus-run-session -- bash -euc '
    printf %s "${KEYRING_PASSWORD:-test}" | gnome-keyring-daemon --unlock --components=secrets >"$XDG_RUNTIME_DIR/log" 2>&1
    "$@"' bash "$@"
