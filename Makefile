# The one command surface. `make help` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/.venv/bin:$(PATH)
PY := .venv/bin/python
STAMPS := .venv/.stamps
SLIPWAY_SIZE ?= small
export SLIPWAY_SIZE
# Every process of a run would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

run: venv frontend static ## start everything and print the address (PORT=8000)
	@exec $(PY) manage.py up

test: venv frontend static chromium ## everything CI checks; ends with pytest's summary
	@scripts/checks
	@echo "── tests ──"
	@$(PY) -m pytest -n 3 --dist loadscope --no-loadscope-reorder -q

check: venv ## the fast subset: format, lint, types, contracts, unit tests
	@scripts/checks fast
	@$(PY) -m pytest -n 2 -q -m "not browser and not faults"

faults: venv frontend static chromium ## chaos, load and the full browser walk at full size (up to an hour)
	@mkdir -p .slipway && rm -f .slipway/faults.jsonl
	@SLIPWAY_SIZE=full SLIPWAY_REPORT=$(CURDIR)/.slipway/faults.jsonl $(PY) -m pytest -n 2 --dist loadscope --no-loadscope-reorder -q -m "(faults or browser) and not alone"
	@SLIPWAY_SIZE=full SLIPWAY_REPORT=$(CURDIR)/.slipway/faults.jsonl $(PY) -m pytest -q -m alone
	@$(PY) -m tests.faults.report .slipway/faults.jsonl

bench: venv frontend static ## times, queries and ratios at 10,000 applications, into benchmarks/results/
	@$(PY) -m benchmarks

shots: venv frontend static chromium ## a picture of every page as every demo person, into shots/
	@$(PY) -m tests.browser.shots

pictures: venv frontend static chromium ## the pictures of the README, made anew
	@$(PY) -m tests.browser.pictures

newer: ## the unit tests on a newer Python and Django, where python3.13 is installed
	@scripts/newer

format: venv ## bring all code into form
	@ruff check --fix -q . ; ruff format -q . ; djlint --reformat --quiet accelerator cohorts || true
	@scripts/node prettier --write static/src "tests/**/*.mjs"

docs: venv ## check that every page is linked and every link leads somewhere
	@$(PY) scripts/links.py

lock: venv ## compile the locks from pyproject.toml
	@scripts/lock

# ── what the above needs ──

venv: $(STAMPS)/dev ## the Python environment, from the lock
$(STAMPS)/dev: requirements/dev.txt
	@scripts/environment $<
	@mkdir -p $(STAMPS) && touch $@

frontend: static/dist/.built ## styles and scripts
SOURCES := $(shell find static/src accelerator/templates cohorts/templates -type f 2>/dev/null) static/build.mjs package-lock.json
static/dist/.built: $(STAMPS)/dev $(SOURCES)
	@echo "Building the front end …"
	@scripts/node install
	@scripts/node static/build.mjs
	@touch $@

static: .slipway/static/.collected
.slipway/static/.collected: static/dist/.built
	@echo "Collecting static files …"
	@SECRET_KEY=unused $(PY) manage.py collectstatic --noinput --verbosity 0
	@touch $@

chromium:
	@scripts/chromium

.PHONY: help run test check faults bench shots newer format docs lock venv frontend static chromium
