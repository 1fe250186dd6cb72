# Everything here needs only Python 3.10 or newer and make; the scripts install the rest into .venv.

PYTHON ?= $(shell command -v python3 || command -v python)

.PHONY: help demo test lint soak build clean

help:
	@echo "make demo    install djlab into .venv and open JupyterLab on a demo pipeline in demo/ (ARGS=--no-browser)"
	@echo "make test    every check and test, those in the browser too"
	@echo "make lint    linters and type checkers only"
	@echo "make soak    the tests that take longer than make test may"
	@echo "make build   wheel and source distribution in dist/"
	@echo "make clean   remove what the other targets made"

demo:
	$(PYTHON) scripts/install.py
	.venv/bin/djlab demo --directory demo $(ARGS)

test:
	@$(PYTHON) scripts/run_tests.py

lint:
	@$(PYTHON) scripts/run_tests.py --lint

soak:
	@$(PYTHON) scripts/run_tests.py --soak

build:
	$(PYTHON) scripts/install.py --dev
	rm -rf dist
	.venv/bin/python -m build --no-isolation --skip-dependency-check

clean:
	rm -rf .venv node_modules ui-tests/node_modules lib dist build test-results djlab/labextension djlab/_version.py \
	  tsconfig.tsbuildinfo .eslintcache .stylelintcache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
