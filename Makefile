# Two commands matter: `make demo` and `make test`. Both build .venv when it is missing or out of date.
# Nothing but python3 (3.11 or newer, with its venv module) and make is needed.

PYTHON ?= python3
PORT ?= 8000
PYTEST_ARGS ?= -n auto --dist loadgroup
BIN := .venv/bin
STAMP := .venv/.installed
TESTS := .venv/.installed-tests

.DEFAULT_GOAL := help
.PHONY: help demo test lint types contracts pytest bench pictures format clean

help: ## List these targets
	@echo "xuefa: make <target> [PORT=8000]"
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name text; do printf '  %-10s %s\n' "$$name" "$$text"; done

demo: $(STAMP) ## Start the five systems with demo data; Ctrl-C stops everything
	@PORT=$(PORT) exec $(BIN)/xuefa demo

test: lint types contracts pytest ## Run every check: lint, types, import contracts, tests
	@printf '\n== all checks passed ==\n'

lint: $(TESTS) ## Check style and formatting
	@printf '\n== lint: ruff check ==\n'
	@$(BIN)/ruff check
	@printf '\n== lint: ruff format ==\n'
	@$(BIN)/ruff format --check

types: $(TESTS) ## Check types
	@printf '\n== types: mypy --strict ==\n'
	@$(BIN)/mypy

contracts: $(TESTS) ## Check who may import whom
	@printf '\n== import contracts ==\n'
	@$(BIN)/lint-imports --no-logo

pytest: $(TESTS) ## Run the tests on a PostgreSQL they start themselves
	@printf '\n== tests ==\n'
	@$(BIN)/pytest $(PYTEST_ARGS)

bench: $(TESTS) ## Measure and print the table of ratios; ONLY="start killed growth regrade demo" measures these
	@$(BIN)/python -m bench $(ONLY)

pictures: $(TESTS) ## Take the guides' pictures anew from a demo of their own; needs Chromium
	@$(BIN)/python -m tests.browser.pictures

format: $(TESTS) ## Format the code and fix what can be fixed
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

clean: ## Remove .venv and caches; the data in .xuefa stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(TESTS): $(STAMP) requirements-test.txt
	@echo "Installing what the checks need"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $(TESTS)

$(STAMP): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "xuefa needs Python 3.11 or newer; $$($(PYTHON) --version) was found. Try: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Installing into .venv (a few minutes the first time)"
	@$(PYTHON) -m venv .venv \
	  || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)
