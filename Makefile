# corpusclean: `make help` lists what there is. Every target sets up .venv by itself.
VENV   := .venv
PYTHON ?= python3
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test corpus check format lint types eval bench bench-decoding bench-repair bench-dedup bench-language clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(READY): pyproject.toml
	@echo "setting up $(VENV) (once, about a minute)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(READY)  ## Clean the fixture pages and show what was done
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh fixtures/demo/demo.sh

test: $(READY)  ## Run all tests
	@$(BIN)/python -m pytest

corpus: $(READY)  ## Clean your pages: make corpus IN="pages/*.jsonl.gz" OUT=corpus.jsonl [ARGS="--force ..."]
	@test -n '$(IN)' -a -n '$(OUT)' || { echo 'make corpus IN="pages/*.jsonl.gz" OUT=corpus.jsonl' >&2; exit 2; }
	@$(BIN)/corpusclean run $(IN) --output '$(OUT)' --removed '$(OUT).removed.jsonl' --stats '$(OUT).stats.json' $(ARGS)

check: $(READY) lint types test  ## Format, lint, types and tests, as CI runs them

format: $(READY)  ## Format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lint: $(READY)
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .

types: $(READY)
	@$(BIN)/mypy

eval: $(READY)  ## Score residue, articles and repair on labelled data, beside plain baselines (in .peers)
	@$(BIN)/python benchmarks/evaluation $(ARGS)

bench: $(READY)  ## Measure the speed of every stage, beside the script people write today
	@$(BIN)/python benchmarks/bench.py

bench-decoding: $(READY)  ## Decode texts in the code pages of their languages, beside charset-normalizer (installs it in .peers)
	@test -d .peers/charset || $(BIN)/python -m pip install --quiet --target .peers/charset charset-normalizer
	@PYTHONPATH=.peers/charset $(BIN)/python benchmarks/decoding.py $(ARGS)

bench-repair: $(READY)  ## Compare the filter with ftfy on every text there is, and measure its speed
	@$(BIN)/python benchmarks/repair.py $(ARGS)

bench-dedup: $(READY)  ## Compare duplicates with what others use (installs them in .peers)
	@$(BIN)/python benchmarks/dedup_peers.py

.PHONY: bench-scale
bench-scale: $(READY)  ## Check duplicates at size: make bench-scale [ARGS="growth --articles 1000000"]
	@$(BIN)/python benchmarks/dedup_scale.py $(ARGS)

bench-language: $(READY)  ## Measure the language room beside other detectors
	@$(BIN)/python benchmarks/language.py

clean:  ## Remove .venv and what the demo wrote
	rm -rf $(VENV) .peers demo
