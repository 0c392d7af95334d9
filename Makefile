# The verbs of this repository. Needs Python 3.11+, Node 20+, npm and make; everything else it sets up itself.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run test check lint python-tests web-tests web-quick web-e2e dev gen bench bench-backtests crash chaos comparison simulate judge validators lock clean

BIN := .venv/bin
# Arguments for the program behind a verb: `make run ARGS="--port 9000"`, `make bench ARGS="--rate 100"`.
ARGS ?=

help: ## list the verbs
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## set up everything for development (does nothing when nothing changed)
	@scripts/setup.sh dev

run: ## set up what running needs, then start the product on http://127.0.0.1:8000
	@scripts/setup.sh run
	@exec $(BIN)/tradewright up $(ARGS)

test: ## everything: linters, types, import arrows, pytest, web checks, end-to-end in a real browser
	@scripts/setup.sh dev
	@scripts/chromium.sh
	@$(MAKE) --no-print-directory -j2 lint web-quick
	@$(MAKE) --no-print-directory web-e2e python-tests

check: ## the quick half: linters, types, import arrows and unit tests; no services, no Node
	@scripts/setup.sh python
	@$(MAKE) --no-print-directory lint
	$(BIN)/pytest -q -n auto tests/unit

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Beside `lint`: each of the two keeps one processor busy (vitest leaves one free by itself).
web-quick:
	cd web && npm run typecheck
	cd web && npm run lint
	cd web && npm run test

web-tests: web-quick web-e2e

web-e2e:
	cd web && npm run e2e

# Last on purpose: its closing line is the one people and machines look for. Worksteal: a file stays with one worker,
# so what its tests share is started once, and whoever ends early takes half of what the busiest has left.
python-tests:
	$(BIN)/pytest -n auto --dist worksteal

dev: ## start the product and the browser app with reload; the app is on http://127.0.0.1:5173
	@scripts/setup.sh dev
	@scripts/dev.sh $(ARGS)

gen: ## regenerate what is made from code: settings page, schema.sql, OpenAPI document, TypeScript client
	@scripts/setup.sh dev
	@scripts/gen.sh

bench: ## run the benchmarks in bench/ (prints one table and a JSON line each)
	@scripts/setup.sh run
	$(BIN)/python bench/alerts.py $(ARGS)

bench-backtests: ## a million bars and a thousand pairs, beside peers in environments of their own (downloads them once)
	@scripts/setup.sh run
	$(BIN)/python bench/backtest.py $(ARGS)

crash: ## kill -9 every role at random moments, 200 seeded runs (ARGS="--seeds 20 --first 1")
	@scripts/setup.sh python
	$(BIN)/python -m tests.crash $(ARGS)

chaos: ## whole runs at fake venues that fail by seed, processes killed meanwhile (ARGS="--runs 1000 --first 1")
	@scripts/setup.sh python
	$(BIN)/python -m tests.chaos $(ARGS)

comparison: ## a venue takes an order and never answers, the signal comes three times: one order, at each fake venue
	@scripts/setup.sh python
	$(BIN)/pytest -n0 -v tests/api/brokerage/test_one_order.py $(ARGS)

simulate: ## a million random steps of executor, risk and life cycle under a virtual clock (ARGS="--steps 60000 --first 1")
	@scripts/setup.sh python
	$(BIN)/python -m tests.simulation $(ARGS)

judge: ## compare 200 drawn strategies with an independent Pine runtime, trade for trade (ARGS="--count 20")
	@scripts/setup.sh python
	$(BIN)/python -m tests.judge.compare $(ARGS)

validators: ## vendors' own clients spend a day at each fake venue (ARGS="ccxt_py" for one; downloads them once)
	@scripts/setup.sh python
	$(BIN)/python -m tests.fakes.validators $(ARGS)

lock: ## resolve dependencies again after editing pyproject.toml (UPGRADE=1 takes the newest)
	@UPGRADE="$(UPGRADE)" scripts/lock.sh

clean: ## remove what the other verbs made; your data under TRADEWRIGHT_HOME stays
	rm -rf .venv .make .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache web/node_modules web/dist
