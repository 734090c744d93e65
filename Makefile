SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
PYTHON ?= python3
UV := var/uv/bin/uv
PY := .venv/bin/python
# Inside .venv, so that removing the folder removes what is known of it.
S := .venv/.stamps
PORT ?= 8000
SERVE ?= 1
# How many processes run the tests.
JOBS ?= 2
# Wagtail is two thousand modules: compiled once, not at every start.
export PYTHONDONTWRITEBYTECODE :=

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

var/uv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新的版本。" >&2; exit 3; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || scripts/need.sh /nonexistent python3-venv
	@$(PYTHON) -m venv var/uv
	@var/uv/bin/pip install -q --disable-pip-version-check uv==0.13.9

.venv/bin/python: | var/uv/bin/uv
	@$(UV) venv -q --allow-existing -p $$(command -v $(PYTHON)) .venv
	@mkdir -p $(S)

$(S)/run: requirements.lock | .venv/bin/python
	@mkdir -p $(S)
	@$(UV) pip install -q -p $(PY) --require-hashes -r requirements.lock
	@touch $@

$(S)/dev: requirements-dev.lock | .venv/bin/python
	@mkdir -p $(S)
	@$(UV) pip sync -q -p $(PY) --require-hashes requirements-dev.lock
	@touch $(S)/run $@

$(S)/messages: $(wildcard locale/*/LC_MESSAGES/*.po locale/*/*/LC_MESSAGES/*.po */locale/*/LC_MESSAGES/*.po) $(S)/run
	@$(PY) scripts/compile_messages.py
	@touch $@

demo: $(S)/messages ## Install, build the county, run the main job, serve (SERVE=0: all but serving)
	@$(PY) -m demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve,)

demo-reset: $(S)/run ## Forget the demo county
	@rm -rf var/linli.sqlite3* var/media var/search

lock: | var/uv/bin/uv ## Resolve requirements*.in into the lock files
	$(UV) pip compile -q --universal --generate-hashes --no-header requirements.in -o requirements.lock
	$(UV) pip compile -q --universal --generate-hashes --no-header -c requirements.lock requirements-dev.in -o requirements-dev.lock

tools:
	@scripts/need.sh '/usr/lib/postgresql/*/bin/initdb|initdb' postgresql
	@scripts/need.sh 'chromium|chromium-browser|google-chrome' chromium fonts-noto-cjk libatomic1
	@[ -n "$${ELASTICSEARCH_URL:-}" ] || scripts/es.sh get

test: $(S)/dev $(S)/messages tools ## Run every test: SQLite, PostgreSQL, Elasticsearch, a real browser
	@JOBS=$(JOBS) scripts/test.sh

test-cluster: $(S)/dev $(S)/messages ## Kill nodes of an Elasticsearch of three while it is written to and searched
	@scripts/es.sh get
	@.venv/bin/pytest -q -m cluster tests/cluster

races: $(S)/dev $(S)/messages tools ## People who click at the same moment: reviews sixty times, needs fifty, on both databases
	@RACES=15 scripts/on_postgresql.sh -n $(JOBS) tests/flows/test_contention.py
	@RACES=50 CROWD=200 scripts/on_postgresql.sh -n $(JOBS) tests/flows/needs/test_needs_at_once.py
	@RACES=50 CROWD=200 .venv/bin/pytest -q -n $(JOBS) tests/flows/needs/test_needs_at_once.py

fuzz: $(S)/dev $(S)/messages ## Ten minutes of rubbish for the API
	@FUZZ_SECONDS=300 .venv/bin/pytest -q tests/api/test_contract.py

relevance: $(S)/messages ## How well judged questions are answered; on both engines with scripts/on_elasticsearch.sh before it
	@$(PY) -m benchmarks.relevance

bench: $(S)/messages ## Measure side by side, after make demo SERVE=0
	@$(PY) -m benchmarks.publishing

# Its county stays, so that the next run measures at once; BENCH_PG names another folder.
BENCH_PG ?= /tmp/linli-bench-$(shell id -u)
BENCH_PORT ?= 23911
bench-exchange: $(S)/messages tools ## Measure dispatch and statistics in a county of full size, on PostgreSQL
	@trap 'scripts/pg.sh stop $(BENCH_PG) || true' EXIT; \
	scripts/pg.sh start $(BENCH_PG) $(BENCH_PORT); \
	export DATABASE_URL=postgres://postgres:@127.0.0.1:$(BENCH_PORT)/postgres; \
	export DJANGO_SETTINGS_MODULE=config.settings.dev LOG_LEVEL=ERROR; \
	$(PY) manage.py migrate -v0; \
	$(PY) -m benchmarks.county_size; \
	$(PY) -m benchmarks.exchange

screenshots: $(S)/dev $(S)/messages tools ## Take the pictures of the documentation from the demo
	@$(PY) -m scripts.screenshots

check: $(S)/dev $(S)/messages ## Format, lint, types, import contracts, templates, migrations, translations
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/djlint --lint --quiet templates
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check --fail-level WARNING

.PHONY: help demo demo-reset lock tools test test-cluster races fuzz relevance bench bench-exchange screenshots check
