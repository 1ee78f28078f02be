#!/bin/sh
# What every commit must pass, in under three minutes.
set -eu
run=$1
step() { printf '%s\n' "- $1"; shift; "$@"; }
no_addresses() { ! grep -nE '://' requirements/*.txt; }
export MERITED_MODE=demo DJANGO_SETTINGS_MODULE=merited.site.settings
step "format" "$run/ruff" format --check -q .
step "lint" "$run/ruff" check -q .
step "types" "$run/mypy" --no-error-summary
step "contracts" "$run/lint-imports" --no-logo
step "dependencies" "$run/deptry" --no-ansi src credentials/src
step "no addresses in pinned files" no_addresses
step "migrations" "$run/python" -m django makemigrations --check --dry-run -v 0
step "reference is up to date" "$run/python" scripts/reference.py --check
step "fast tests" "$run/python" -m pytest -q -n 2 -m "not browser and not processes and not long" -p no:cacheprovider
