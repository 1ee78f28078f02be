#!/bin/sh
# Make the environment, or say the one command that cures what is missing.
set -eu
python=$1
venv=$2
if ! command -v "$python" >/dev/null 2>&1; then
  echo "Merited needs Python 3.11 or newer, and '$python' is not on the PATH. Install Python, or name one: make demo PYTHON=/path/to/python3" >&2
  exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "Merited needs Python 3.11 or newer; '$python' is $("$python" -V 2>&1). Name a newer one: make demo PYTHON=/path/to/python3.11" >&2
  exit 1
fi
echo "Making an environment in $venv"
if ! said=$("$python" -m venv "$venv" 2>&1); then
  rm -rf "$venv"
  case "$said" in *ensurepip* | *"No module named venv"*) ;; *) echo "$said" >&2; exit 1 ;; esac
  version=$("$python" -c 'import sys; print(f"{sys.version_info[0]}.{sys.version_info[1]}")')
  echo "This Python comes without venv. On Debian or Ubuntu this cures it:  apt-get install -y python$version-venv" >&2
  exit 1
fi
