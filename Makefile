# Everything sets itself up: a virtual environment in .venv, from the locked versions, and nothing else on the machine.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
OLD_DUCKDB := .venv/duckdb-1.5
PYTEST := $(BIN)/python -m pytest -q -n 2 --dist loadfile

.PHONY: help setup demo dev test test-slow test-old-duckdb lint types contract lock-check lock bench clean

help:  ## say what there is
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /: /'

$(READY): requirements.lock pyproject.toml
	test -d .venv || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(OLD_DUCKDB): requirements-duckdb-1.5.lock | $(READY)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --upgrade --target $@ \
		-r requirements-duckdb-1.5.lock
	touch $@

setup: $(READY)  ## install the locked environment into .venv

.dagster/dagster.yaml: dagster.yaml
	install -d -m 700 .dagster && cp dagster.yaml $@

demo: $(READY) .dagster/dagster.yaml  ## a simulated month through Dagster, from exports, reports and calls to published marts
	DAGSTER_HOME=$(CURDIR)/.dagster $(BIN)/rentroll demo

dev: $(READY) .dagster/dagster.yaml  ## the Dagster UI over this home and simulated vendors, storage kept in .dagster
	DAGSTER_HOME=$(CURDIR)/.dagster $(BIN)/python -m pipelines.dev

test: $(READY)  ## the fast tests
	$(PYTEST) -m "not slow"

test-slow: $(READY)  ## the tests that take longer
	$(PYTEST) -m slow

test-old-duckdb: $(OLD_DUCKDB)  ## the fast warehouse tests on the oldest DuckDB that is supported
	PYTHONPATH=$(OLD_DUCKDB) $(PYTEST) -m "not slow" tests/unit/warehouse tests/properties tests/house

lint: $(READY)  ## style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)  ## types
	$(BIN)/mypy

contract: $(READY)  ## which room may import which
	$(BIN)/lint-imports

lock-check: $(READY)  ## the lock still answers pyproject.toml, with hashes and without index addresses
	$(BIN)/python tests/house/check_lock.py

lock:  ## renew the lock files
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-strip-extras --no-header --quiet --upgrade --output-file requirements.lock
	echo "duckdb==1.5.6" | $(BIN)/uv pip compile - --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-strip-extras --no-header --quiet --output-file requirements-duckdb-1.5.lock

bench: $(READY)  ## the benchmarks, as ratios against bare DuckDB and named rivals
	$(BIN)/python -m benchmarks

clean:  ## remove the environment and what demo and dev made
	rm -rf .venv .rentroll .dagster
