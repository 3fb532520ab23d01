# Every target sets up what it needs; `make help` lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

export PATH := $(CURDIR)/.venv/node/bin:$(CURDIR)/.venv/bin:$(CURDIR)/node_modules/.bin:$(PATH)
export JSII_NODE := $(CURDIR)/.venv/node/bin/node

.PHONY: help setup local test faults synth lint format docs snapshots bench clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Set up .venv and what npm installs (the other targets do so by themselves)
	@tools/setup.sh --npm

local: ## Run an example (STACK=...) in an embedded cloud, show it and a change, stop it (KEEP=1 leaves it running)
	@tools/setup.sh --npm
	@python -m local_cloud $(if $(STACK),--stack $(STACK))

test: ## Run the whole test suite
	@tools/setup.sh --npm --databases
	@python -m pytest --numprocesses 2 --dist loadfile

faults: ## Let everything go wrong that can, and check what comes of it (docs/guide/life-cycle-faults.md)
	@tools/setup.sh --npm
	@python -m pytest faults --numprocesses 4 --dist worksteal

synth: ## Synthesize the example stacks into cdk.out
	@tools/setup.sh --npm
	@cdk synth --quiet

lint: ## Check style and types
	@tools/setup.sh --npm
	@ruff check .
	@ruff format --check .
	@mypy
	@pyright

format: ## Put the code into its standard form
	@tools/setup.sh
	@ruff check --fix .
	@ruff format .

docs: ## Write the generated pages and the picture of docs/ anew
	@tools/setup.sh
	@python -m tools

snapshots: ## Accept the templates as they are now (then review the difference)
	@tools/setup.sh
	@python -m pytest tests/stacks --snapshot-update

bench: ## Measure what the constructs cost over L1 code, and how fast values are; exits 1 on a broken bound
	@tools/setup.sh --databases
	@python -m bench

clean: ## Remove what the targets made, except .venv and node_modules
	@rm -rf cdk.out .local .bench dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
