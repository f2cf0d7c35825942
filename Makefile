# Everything a newcomer, a developer and the build server type. `make help` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

# An activated environment or a stray setting of the caller must not leak into ours; and Python keeps what it has
# compiled: tests and commands start dozens of processes, each of which would compile the application anew.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PORT ?= 8000
export FLASK_APP := wsgi.py

BIN := .venv/bin
CATALOGUES := $(wildcard participation/translations/*/LC_MESSAGES/messages.po)
NPM := npm --no-fund --no-audit --no-update-notifier --loglevel=error
PYTEST_ARGS ?=
BENCH_ARGS ?=
# A stamp that is younger than the file that says what to install makes the next start instant.
RUNTIME := .venv/.runtime-installed
DEVELOPMENT := .venv/.development-installed
MUTATION := .venv/.mutation-installed
PACKAGES := node_modules/.installed
ASSETS := static/vendor/.built
TRANSLATIONS := participation/translations/.compiled

.PHONY: help setup run test test-all check bench mutate screenshots lock messages clean browser format
.PHONY: check-lint check-format check-types check-imports check-migrations check-templates check-translations
.PHONY: check-docs check-house pango

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---------------------------------------------------------------- installing

setup: $(RUNTIME) $(ASSETS) $(TRANSLATIONS) ## install packages into .venv, build front-end assets, compile translations

$(BIN)/python: | tools/find-python
	@python=$$(tools/find-python); \
	echo "Making the virtual environment with $$python"; \
	"$$python" -m venv --clear .venv

# Not order-only: when the Python below has gone and the environment is made anew, everything has to be installed again.
$(RUNTIME): requirements.txt $(BIN)/python
	@echo "Installing the pinned packages"
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements.txt
	@touch $@

$(DEVELOPMENT): requirements-dev.txt $(RUNTIME)
	@echo "Installing the pinned packages for tests and checks"
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements-dev.txt
	@touch $@

$(MUTATION): requirements-mutation.txt $(DEVELOPMENT)
	@echo "Installing the pinned packages that seed faults"
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements-mutation.txt
	@touch $@

$(PACKAGES): package.json package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing: install Node.js 20 or newer with npm, then try again." >&2; exit 1; }
	@echo "Installing the pinned front-end packages"
	@$(NPM) ci --ignore-scripts >/dev/null
	@touch $@

# The build also packs our own style sheets and scripts, so a change of theirs asks for it again.
$(ASSETS): $(PACKAGES) tools/vendor.mjs $(wildcard static/css/*.css static/js/*.js static/img/*.svg)
	@echo "Building the front-end assets"
	@$(NPM) run --silent build >/dev/null
	@mkdir -p $(@D) && touch $@

$(TRANSLATIONS): $(CATALOGUES) | $(RUNTIME)
	@[[ -z "$(CATALOGUES)" ]] || $(BIN)/pybabel --quiet compile -d participation/translations
	@mkdir -p $(@D) && touch $@

browser: ## make sure that there is a Chromium for the browser tests
	@tools/browser

pango: $(DEVELOPMENT) ## make sure that the libraries for PDF files are there
	@tools/pango $(BIN)/python

# ---------------------------------------------------------------- running

run: setup ## migrate the database, load the demo on first start, serve on PORT (8000)
	@exec $(BIN)/python tools/run

mutate: setup $(MUTATION) ## seed COUNT (100) faults and see which no test notices; SEED=… for the same again
	@$(BIN)/python tools/mutate.py $(if $(COUNT),--count $(COUNT)) $(if $(SEED),--seed $(SEED))

bench: setup $(DEVELOPMENT) ## measure pages, posts, exports and snapshots against a bare view
	@$(BIN)/python -m bench $(BENCH_ARGS)

screenshots: setup $(DEVELOPMENT) browser ## take the README's pictures anew
	@$(BIN)/python tools/screenshots

# ---------------------------------------------------------------- testing

test: setup $(DEVELOPMENT) browser pango ## install what the tests need and run them
	@$(BIN)/python -m pytest -n 2 --dist loadgroup $(PYTEST_ARGS)

test-all: ## the same, and nothing of what is looked at repeatedly left out, as on the build server
	@$(MAKE) --no-print-directory test PYTEST_ARGS="--everything $(PYTEST_ARGS)"

CHECKS := lint format types imports house migrations templates translations docs
check: setup $(DEVELOPMENT) ## everything that is held by a machine; each part is a target of its own
	@$(MAKE) --no-print-directory --keep-going $(CHECKS:%=check-%)

check-lint: $(DEVELOPMENT) ## ruff's rules
	@$(BIN)/ruff check --quiet . && echo "lint: fine"

check-format: $(DEVELOPMENT) ## ruff's formatting
	@$(BIN)/ruff format --check --quiet . && echo "format: fine" || { echo "Run 'make format'." >&2; $(BIN)/ruff format --check .; exit 1; }

check-types: $(DEVELOPMENT) ## mypy, strict on the application, and over the tests
	@$(BIN)/mypy

check-imports: $(DEVELOPMENT) ## the ladder, the roles and the pure modules
	@PYTHONPATH=. $(BIN)/lint-imports --no-logo --config importlinter.toml

check-house: $(DEVELOPMENT) ## no circle of imports, no room over 15 % of the lines, no file over 300
	@PYTHONPATH=. $(BIN)/python tools/check_house.py

check-migrations: setup ## the migrations make the tables that the models describe
	@$(BIN)/python tools/check_migrations.py

check-templates: $(DEVELOPMENT) ## no unused template, macro or block; nothing inline
	@$(BIN)/python tools/check_templates.py

check-translations: $(DEVELOPMENT) ## every sentence is in every catalogue, with equal placeholders
	@$(BIN)/python tools/check_translations.py

check-docs: $(DEVELOPMENT) ## the README's links lead somewhere and it names every setting
	@$(BIN)/python tools/check_docs.py

format: $(DEVELOPMENT) ## let ruff lay out the code
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format .

# ---------------------------------------------------------------- keeping

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links
lock: $(DEVELOPMENT) ## pin anew what the requirements*.in ask for (UPGRADE=1 for newer ones)
	@$(COMPILE) $(if $(UPGRADE),--upgrade) requirements.in -o requirements.txt
	@$(COMPILE) $(if $(UPGRADE),--upgrade) requirements-pdf.in -o requirements-pdf.txt
	@$(COMPILE) $(if $(UPGRADE),--upgrade) requirements-dev.in -o requirements-dev.txt
	@$(COMPILE) $(if $(UPGRADE),--upgrade) requirements-mutation.in -o requirements-mutation.txt
	@$(NPM) install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts

messages: $(DEVELOPMENT) ## bring new sentences into every catalogue
	@$(BIN)/python tools/messages.py

clean: ## remove what was installed and built (the data in instance/ stays)
	@rm -rf .venv node_modules static/vendor $(TRANSLATIONS) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find participation tests bench tools -name __pycache__ -prune -exec rm -rf {} +
	@find static -name '*.gz' -delete
	@find participation/translations -name '*.mo' -delete 2>/dev/null || true
