# Every command a person needs. `make help` lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run serve worker test check check-books format lock screenshots tour bench clean
MAKEFLAGS += --no-print-directory

PYTHON3 := python3
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
need_python = command -v $(PYTHON3) >/dev/null 2>&1 || { \
	echo "This needs Python 3.11 or newer; no python3 was found on this machine." >&2; exit 1; }
set_up = @$(need_python); $(PYTHON3) bin/setup

help: ## List these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r a b; do printf '%-20s %s\n' "$$a" "$$b"; done

run: ## Install what is missing, load the demo once, and serve it (PORT=8000)
	$(set_up) run && exec $(BIN)/python bin/run demo

serve: export APP_ENV := $(or $(APP_ENV),production)
serve: export DEMO := $(or $(DEMO),off)
serve: ## Serve without demo data; settings come from the environment
	$(set_up) run && exec $(BIN)/python bin/run serve

worker: export APP_ENV := $(or $(APP_ENV),production)
worker: export DEMO := $(or $(DEMO),off)
worker: ## Do the work that waits: messages, card loads, reminders
	$(set_up) run && exec $(FLASK) worker

test: ## Check everything and run every test this machine can run (REQUIRE_ALL=1 allows no skips)
	$(set_up) test && $(BIN)/python bin/check && exec $(BIN)/python -m pytest -n $(or $(WORKERS),2) --dist worksteal

check: ## Format, lint, types, import floors, templates, dependencies, migrations, addresses
	$(set_up) test && exec $(BIN)/python bin/check

check-books: ## Prove the books of the database that DATABASE_URL names
	$(set_up) run && exec $(FLASK) check-books

format: ## Put the code into shape
	$(set_up) test && $(BIN)/ruff check --quiet --fix-only . && $(BIN)/ruff format --quiet .

lock: ## Lock every dependency again, with hashes
	$(set_up) test && sh bin/lock

screenshots: ## Take a picture of every main page into screenshots/
	$(set_up) test && exec $(BIN)/python bin/screenshots $(or $(OUT),screenshots)

tour: ## Tell the whole story over HTTP on a scratch database; its documents land in tour/
	$(set_up) run && exec $(FLASK) tour --out $(or $(OUT),tour)

bench: ## Measure, beside a plain yardstick in the same run
	$(set_up) test && exec $(BIN)/python -m benchmarks

clean: ## Remove what can be made again (never the instance folder)
	@rm -rf .venv node_modules .cache app/static/built screenshots tour .coverage .hypothesis
	@find app tests migrations providers_catalog benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
