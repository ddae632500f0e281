# Two commands: `make serve` reads the book, `make test` proves it. `make help` lists the rest.
ifeq ($(OS),Windows_NT)
  PYTHON ?= python
  BIN := .venv/Scripts
else
  PYTHON ?= python3
  BIN := .venv/bin
endif
PY := $(BIN)/python

.DEFAULT_GOAL := help
.PHONY: help setup test-setup exercises labs book site gettext serve test lint bench screenshot lock clean

help: ## list these commands
	@$(PYTHON) .ci/bootstrap.py --help-make $(MAKEFILE_LIST)

setup: ## install what is missing: .venv, Node, npm packages, compilers for boards, Chromium
	@$(PYTHON) .ci/bootstrap.py

test-setup: ## setup, and what only the tests need: a browser, other simulators
	@$(PYTHON) .ci/bootstrap.py --tests

exercises: setup ## write exercises/ from solutions/
	@$(PY) -m grader release --all

labs: setup ## build every lab's firmware, run it on its simulated boards, write their budget tables
	@$(PY) -m hardware_labs run --all --board all --only-stale --simulator local

book: exercises labs ## build the site into book/_build/html
	@$(PY) -m book build

site: exercises labs ## one folder to publish, build/site: pages, one PDF, readable offline
	@$(PY) -m book site

gettext: setup ## write build/gettext: catalogues of the book's words, for translators
	@$(PY) -m book gettext

serve: book ## build and serve the book on 127.0.0.1, grade what is handed in
	@$(PY) -m grader serve --local

lint: setup ## ruff, mypy --strict, tsc --strict
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(BIN)/node node_modules/typescript/bin/tsc -p .

test: test-setup lint ## every test: Python, TypeScript, browser, boards
	$(BIN)/node --test "tests/**/*.test.ts"
	$(PY) -m pytest -n 2 --no-loadscope-reorder

bench: test-setup book ## speeds and sizes, as ratios measured in one run
	@$(PY) -m tests.bench

screenshot: test-setup book ## retake the pictures that README.md shows
	@$(PY) -m tests.screenshot

lock: setup ## resolve requirements.lock anew from pyproject.toml
	@$(PYTHON) .ci/bootstrap.py --lock

clean: ## remove all build output; .venv and node_modules stay
	@$(PYTHON) .ci/bootstrap.py --clean
