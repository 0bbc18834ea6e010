# The two commands: `make run` starts the service, `make test` checks everything. `make` alone lists the rest.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory

HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
JOBS ?= 2

UV_VERSION := 0.13.9
UV := .tools/bin/uv
UV_READY := .tools/uv-$(UV_VERSION)
BIN := .venv/bin
FLASK := $(BIN)/python -m flask --app wsgi
PYTEST := $(BIN)/python -m pytest -n $(JOBS)

# The first interpreter that runs and is new enough; a version shim that only prints an error does not count.
find_python = for candidate in "$${PYTHON:-}" python3.11 python3 python3.14 python3.13 python3.12; do \
	  [ -n "$$candidate" ] || continue; \
	  "$$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null || continue; \
	  "$$candidate" -c 'import sys; print(sys.executable)'; exit 0; \
	done

export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
unexport VIRTUAL_ENV

.PHONY: help run test check format lint types imports bench vendor migrate demonstration chromium develop clean \
  production port tests-sqlite tests-postgresql

help: ## List these targets
	@echo "Upheaval Tracker"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | \
	  while IFS=$$'\t' read -r name words; do printf '  make %-17s %s\n' "$$name" "$$words"; done

# ---- what people use

run: port production ## Set up if needed, load the demonstration programme and serve it on PORT (8000)
	@echo "==> Bringing the database up to date"
	@$(FLASK) db upgrade
	@echo "==> Making sure of the demonstration programme (a first load takes a moment)"
	@$(FLASK) demonstration load
	@echo
	@$(FLASK) demonstration sign-ins
	@echo
	@echo "==> Upheaval Tracker is at http://$(HOST):$(PORT)  (Ctrl-C stops it)"
	@export BASE_URL="$${BASE_URL:-http://$(HOST):$(PORT)}"; \
	$(BIN)/python -m gunicorn wsgi:app --bind "$(HOST):$(PORT)" --workers $(WORKERS) \
	  --worker-class sync --timeout 120 --no-control-socket --log-level warning & server=$$!; \
	$(FLASK) worker & worker=$$!; \
	$(FLASK) postman & postman=$$!; \
	trap 'kill $$server $$worker $$postman 2>/dev/null || true; wait $$server $$worker $$postman || true; exit 0' INT TERM; \
	wait -n $$server $$worker $$postman || true; \
	kill $$server $$worker $$postman 2>/dev/null || true; wait $$server $$worker $$postman || true; exit 1

test: develop chromium lint types imports tests-sqlite tests-postgresql ## Set up if needed, then run every check and test
	@echo "==> All checks passed, on SQLite and on PostgreSQL"

check: ## What continuous integration runs
	@.ci/run

format: develop ## Put the code into its standard layout
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix-only --quiet .

bench: develop ## Measure the hot paths (figures are ratios within one run)
	@for file in benchmarks/*.py; do \
	  echo "==> $$file"; $(BIN)/python -m "benchmarks.$$(basename "$$file" .py)"; \
	done

migrate: production ## Bring the database up to date
	@$(FLASK) db upgrade

demonstration: migrate ## Load the demonstration programme, if it is not there yet
	@$(FLASK) demonstration load
	@$(FLASK) demonstration sign-ins

clean: ## Remove what setting up made; the database in instance/ stays
	@rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- parts of `make test`

lint: develop ## Style: ruff
	@echo "==> Style"
	@$(BIN)/ruff format --check --quiet . || { echo "Run: make format"; exit 1; }
	@$(BIN)/ruff check --quiet .

types: develop ## Types: mypy, strict
	@echo "==> Types"
	@$(BIN)/python -m mypy

imports: develop ## Import order: import-linter
	@echo "==> Imports"
	@$(BIN)/python -c 'import sys; from importlinter.cli import lint_imports_command; lint_imports_command()'

tests-sqlite: develop ## Tests, with SQLite
	@echo "==> Tests on SQLite"
	@$(PYTEST) --database=sqlite

tests-postgresql: develop ## Tests that use a database, with PostgreSQL
	@echo "==> Tests on PostgreSQL"
	@$(PYTEST) --database=postgresql --only-database

chromium:
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "==> Installing Chromium for the browser tests"; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends chromium fonts-liberation; } >/dev/null \
	    || echo "Chromium could not be installed."; \
	fi; \
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
	  echo "==> No Chromium here: the browser tests will be skipped (Debian: apt-get install chromium fonts-liberation)"

# ---- for maintainers

vendor: ## Rebuild tracker/static/vendor from its pinned sources (needs Node)
	@if [ -x tracker/static/vendor/rebuild ]; then tracker/static/vendor/rebuild; \
	else echo "tracker/static/vendor/rebuild is not there"; exit 1; fi

# ---- setting up

port:
	@$(find_python) | { read -r python || exit 0; "$$python" -c 'import socket, sys; probe = socket.socket(); \
	probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); \
	probe.bind((sys.argv[1], int(sys.argv[2])))' "$(HOST)" "$(PORT)" 2>/dev/null || { \
	  echo "Port $(PORT) on $(HOST) is taken or not allowed. Choose another one, for example: make run PORT=8001"; exit 1; }; }

$(UV_READY):
	@python="$$($(find_python))"; \
	if [ -z "$$python" ]; then \
	  echo "Python 3.11 to 3.14 is needed, as python3.11 or python3 (or name one: make PYTHON=/path/to/python3.11)."; exit 1; fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "$$python cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; fi; \
	echo "==> Setting up the tools ($$("$$python" --version))"; \
	"$$python" -m venv --clear .tools; \
	pip() { .tools/bin/python -m pip --disable-pip-version-check --quiet "$$@"; }; \
	pip install "uv==$(UV_VERSION)" 2>.tools/pip.log \
	  || pip --isolated install "uv==$(UV_VERSION)" \
	  || { cat .tools/pip.log; echo "uv $(UV_VERSION) could not be installed: see above."; exit 1; }; \
	touch $@

# uv keeps what it downloaded below HOME, or here where there is no HOME to write to.
sync = cache="$${XDG_CACHE_HOME:-$${HOME:-}/.cache}"; \
	  mkdir -p "$$cache" 2>/dev/null && [ -w "$$cache" ] || export UV_CACHE_DIR="$${UV_CACHE_DIR:-$(CURDIR)/.tools/cache}"; \
	  $(UV) sync --frozen --quiet --python "$$(.tools/bin/python -c 'import sys; print(sys._base_executable)')"

# Each environment is made again when the lock file or the list of dependencies is newer than its mark.
production: .venv/ready-to-run

.venv/ready-to-run: $(UV_READY) pyproject.toml uv.lock
	@echo "==> Installing what the service needs"
	@$(sync) --inexact
	@touch $@

develop: .venv/ready-to-test

.venv/ready-to-test: $(UV_READY) pyproject.toml uv.lock
	@echo "==> Installing what the service and its tests need"
	@$(sync) --group dev
	@touch $@ .venv/ready-to-run
