#!/bin/sh
# Install pinned requirements with a dot a second, for a silent minute looks like a broken one; say what to do when it fails.
set -eu
python=$1
shift
log=$(mktemp)
"$python" -m pip install --no-input "$@" >"$log" 2>&1 &
child=$!
trap 'kill "$child" 2>/dev/null || true; rm -f "$log"' INT TERM EXIT
while kill -0 "$child" 2>/dev/null; do
  printf '.'
  sleep 1
done
printf '\n'
if ! wait "$child"; then
  tail -n 15 "$log" >&2
  echo "The packages could not be installed. Is this machine online, and may it reach a Python package index? Then run the same command again; it goes on where it was." >&2
  exit 1
fi
