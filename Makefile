# Two commands: `make demo` shows what Tenspiler does, `make test` runs what CI runs. Both set up `.venv`.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: demo test format

demo: $(INSTALLED)
	$(BIN)/tenspiler lift examples/blend.cpp:screen_blend_8
	$(BIN)/tenspiler lift examples/kernels.py:matvec

test: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2

format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(INSTALLED): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@
