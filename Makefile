# make demo    installs jucuo into .venv as a user would and reads samples/ into measures.csv
# make check   adds the development tools and runs every check
# make golden  rewrites the expected tables; read the diff before you commit it
# make weights learns lexicons/weights again from the documents beside the checkout; read the diff
# make clean   removes what the others made
#
# Needs Python 3.11 or newer, git and make. PYTHON=… chooses the interpreter, VENV=… the environment.

VENV ?= .venv
BIN := $(VENV)/bin
SOURCES := $(shell find extractor lexicons -name '*.py' -o -name '*.tsv')
CHECKED := extractor tests benchmarks
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

LABELLED ?= ../shared/gold
DOCUMENTS ?= ../shared/corpus/documents
DAYS ?= ../shared/corpus/news.tar.gz
LEARNT := build/weights

.PHONY: demo check golden weights clean

demo: $(VENV)/installed
	$(BIN)/jucuo extract samples -o measures.csv
	$(BIN)/jucuo extract samples

check: $(VENV)/developer
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/ruff format --check $(CHECKED)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest --numprocesses auto

golden: $(VENV)/developer
	$(BIN)/python tests/rewrite_golden.py
	git diff --stat -- tests/golden

weights: $(VENV)/developer
	rm -rf $(LEARNT) && mkdir -p $(LEARNT)/days
	tar -xzf $(DAYS) -C $(LEARNT)/days
	$(BIN)/python benchmarks/labels.py $(DOCUMENTS) -o $(LEARNT)/labels
	$(BIN)/python benchmarks/news.py $(LEARNT)/days -o $(LEARNT)/news --prefix XW
	$(BIN)/jucuo train $(LABELLED) $(LEARNT)/labels --weak $(DOCUMENTS) --weak $(LEARNT)/news -o lexicons
	git diff --stat -- lexicons/weights

clean:
	rm -rf $(VENV) measures.csv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	  if "$$python" -c '$(NEW_ENOUGH)' >/dev/null 2>&1; then \
	    echo "$$python -m venv $(VENV)"; \
	    "$$python" -m venv $(VENV) && exit 0; \
	    rm -rf $(VENV); \
	    echo "$$python cannot make an environment; on Debian and Ubuntu: apt install python3-venv" >&2; \
	    exit 1; \
	  fi; \
	done; \
	echo "jucuo needs Python 3.11 or newer, and none was found." >&2; \
	echo "Install one from https://www.python.org/downloads/, or name it: make PYTHON=/path/to/python3.11" >&2; \
	exit 1

# An editable installation follows the sources by itself; a plain one is renewed when they change.
$(VENV)/installed: $(VENV)/bin/python pyproject.toml $(if $(wildcard $(VENV)/developer),,$(SOURCES))
	$(BIN)/python -m pip install --quiet .
	@touch $@

$(VENV)/developer: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $(VENV)/installed $@
