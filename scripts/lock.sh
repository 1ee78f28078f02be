#!/bin/sh
# Resolve the requirements anew: hash-pinned, and without the address of any index.
set -eu
uv lock --quiet
uv export -q --no-header --no-emit-local --no-dev --group build -o requirements/core.txt
uv export -q --no-header --no-emit-local --all-extras --all-groups -o requirements/dev.txt
if grep -q '://' requirements/*.txt; then echo "A pinned file carries an address." >&2; exit 1; fi
