# `make` alone prints what there is. Two commands matter: make demo, make test.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
RUN := $(VENV)/bin
export MERITED_DATA ?= $(CURDIR)/var/demo
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONDONTWRITEBYTECODE # else each of many hundred starts compiles everything anew
DEV_DATA := $(CURDIR)/var/dev

.PHONY: help demo demo-reset run test check shots doctor docs messages lock

help:  ## print this
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

$(VENV)/bin/python:
	@sh scripts/make-venv.sh "$(PYTHON)" "$(VENV)"

$(VENV)/core.stamp: requirements/core.txt pyproject.toml credentials/pyproject.toml | $(VENV)/bin/python
	@echo "Installing what Merited needs (about a minute the first time)"
	@sh scripts/install.sh $(RUN)/python --require-hashes -r requirements/core.txt
	@$(RUN)/python -m pip install --quiet --no-index --no-deps --no-build-isolation -e ./credentials -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/core.stamp
	@echo "Installing what the tests need (about a minute the first time)"
	@sh scripts/install.sh $(RUN)/python --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(VENV)/core.stamp  ## load Alder Bay, a fictitious district, and serve it (PORT=8000)
	@PORT=$(PORT) exec $(RUN)/merited demo --port $(PORT)

demo-reset: $(VENV)/core.stamp  ## the same, from the beginning
	@PORT=$(PORT) exec $(RUN)/merited demo --reset --port $(PORT)

run: $(VENV)/core.stamp  ## serve an empty Merited of your own for development (PORT=8000)
	@MERITED_MODE=development MERITED_DATA="$(DEV_DATA)" MERITED_PUBLIC_URL=http://localhost:$(PORT) exec $(RUN)/merited serve --port $(PORT)

test: $(VENV)/dev.stamp  ## run the whole suite (or what ONLY="..." marks)
	@MERITED_DATA="$(CURDIR)/var/test" $(RUN)/python -m pytest -n 2 $(if $(ONLY),-m "$(ONLY)")

check: $(VENV)/dev.stamp  ## what every commit must pass: format, lint, types, contracts, fast tests, docs
	@MERITED_DATA="$(CURDIR)/var/test" sh scripts/check.sh $(RUN)

shots: $(VENV)/dev.stamp  ## take the screenshots in docs/shots from a fresh demo
	@$(RUN)/python scripts/shots.py

doctor: $(VENV)/core.stamp  ## find what is wrong before your users do
	@MERITED_MODE=$${MERITED_MODE:-demo} $(RUN)/merited doctor

docs: $(VENV)/dev.stamp  ## make docs/reference from the code
	@$(RUN)/python scripts/reference.py

messages: $(VENV)/dev.stamp  ## collect the sentences to translate, compile the translations
	@$(RUN)/python scripts/messages.py

lock: $(VENV)/dev.stamp  ## resolve the requirements anew (needs uv on the PATH)
	@sh scripts/lock.sh
