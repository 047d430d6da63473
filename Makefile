# Fenji's commands. Each does its own set-up first and is safe to run again.
export PYTHONUTF8 := 1
.DEFAULT_GOAL := help
WORKERS := 3 # one more than two cores, since tests also wait: for browsers, for pauses, for clocks

.PHONY: help
help: ## List these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name purpose; do printf 'make %-8s %s\n' "$$name" "$$purpose"; done

.PHONY: setup
setup: ## Install what Fenji needs; the Python environment is left in .venv/
	@sh scripts/setup.sh run

.PHONY: run
run: setup ## Start the demonstration on http://127.0.0.1:8000 (PORT=8001 for another port)
	@exec .venv/bin/flask --app app demo $(if $(PORT),--port $(PORT))

.PHONY: tools
tools: ## Install what tests and checks need as well
	@sh scripts/setup.sh test

.PHONY: test
test: check ## Run everything: lint, types, import contracts, and all tests
	.venv/bin/pytest -n $(WORKERS) --dist worksteal

.PHONY: check
check: tools ## Run lint, format, types, import contracts and template checks
	.venv/bin/ruff check --quiet
	.venv/bin/ruff format --check --quiet
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/djlint templates --lint --quiet

.PHONY: pictures
pictures: tools ## Take a picture of every page into pictures/, to look at (ONLY="section check" for some of them)
	.venv/bin/python -m tests.pages.pictures $(ONLY)

.PHONY: format
format: tools ## Format the Python files and mend what lint can mend
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

.PHONY: lock
lock: tools ## Write the requirements files anew from pyproject.toml (UPGRADE=--upgrade for newer versions)
	.venv/bin/uv pip compile --quiet $(UPGRADE) $(LOCK) --output-file requirements.txt >/dev/null
	.venv/bin/uv pip compile --quiet $(UPGRADE) $(LOCK) --group dev --constraints requirements.txt --output-file requirements-dev.txt >/dev/null
LOCK := pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header

.PHONY: clean
clean: ## Remove the environment and caches; your data stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find app tests migrations benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
