# Handrail on one machine. `make demo` lives through a working week; `make demo ONCE=1` then ends.
# `make play` lets you play an incident in it, in the browser.
# `make test` passes the tests; ARGS="tests/domain -x" chooses among them.

BIN := .venv/bin
# Named after the lock's content: another lock is another set-up, the same one is done already.
SET_UP := .venv/set-up-$(shell cksum < requirements.lock | cut -d ' ' -f 1)
# The vendors' own clients live beside: the same lock with theirs on top, and Linear's from npm.
CLIENTS := .venv-conformance
LINEAR_SDK := tests/conformance/linear
CLIENTS_SET_UP := $(CLIENTS)/set-up-$(shell cat requirements-conformance.lock \
	$(LINEAR_SDK)/package-lock.json | cksum | cut -d ' ' -f 1)
# The first Python that is recent enough; a version manager's stand-ins exist without working.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; \
	done)

.DEFAULT_GOAL := setup
.PHONY: setup server demo play shots test conformance check faults quality docs lock

setup: $(SET_UP)

$(SET_UP):
	@test -n "$(PYTHON)" || { echo "Handrail needs Python 3.11 or later, and found none:" \
		"install it (https://www.python.org/downloads/), or name it: make setup PYTHON=..." >&2; exit 1; }
	@echo "Setting up .venv with $(PYTHON): about a minute, once"
	@$(PYTHON) -m venv .venv || { echo "$(PYTHON) cannot make a virtual environment:" \
		"on Debian and Ubuntu, install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --disable-pip-version-check --no-input \
		--require-hashes -r requirements.lock || { echo "The packages could not be installed." \
		"Without a network, point PIP_INDEX_URL or PIP_FIND_LINKS at a mirror, then try again" >&2; exit 1; }
	@ln -sf ../../handrail $(BIN)/handrail
	@rm -f .venv/set-up-*
	@touch $@

# The Temporal server: at once when it is here, else downloaded, else built for some minutes.
server: setup
	@$(BIN)/python -m devserver "$${HANDRAIL_CACHE:-$$HOME/.cache/handrail}"

demo: setup
	@$(BIN)/python -m starter demo $(if $(ONCE),--once)

# The same town on a Monday morning: play an incident in the browser.
play: setup
	@$(BIN)/python -m starter demo --play

# The pictures in docs/, taken from the sandbox's page; wants Debian's chromium and an emoji font.
shots: server
	@$(BIN)/python -m docs.screenshots

test: server
	@$(BIN)/python -m pytest $(ARGS)

# The vendors' own clients against the sandbox; wants Node 20.19 or later for Linear's.
conformance: $(CLIENTS_SET_UP)
	@$(CLIENTS)/bin/python -m pytest tests/conformance $(ARGS)

$(CLIENTS_SET_UP):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is wanted" >&2; exit 1; }
	@command -v npm >/dev/null || { echo "npm is missing: install Node 20.19 or later" >&2; exit 1; }
	@echo "Setting up $(CLIENTS): about a minute, once"
	@$(PYTHON) -m venv $(CLIENTS)
	@$(CLIENTS)/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
		--require-hashes -r requirements-conformance.lock
	@npm ci --prefix $(LINEAR_SDK) --ignore-scripts --no-audit --no-fund --loglevel=error
	@rm -f $(CLIENTS)/set-up-*
	@touch $@

check: server
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest $(ARGS)

# Every request of a delivery, met by every kind of trouble: what became of it, as a table.
faults: setup
	@$(BIN)/python -m bench.faults

# How well judgement reads, groups and learns on labelled texts (HANDRAIL_SHARED), as a table.
quality: setup
	@$(BIN)/python -m bench.quality "$${HANDRAIL_SHARED:-../shared}"

# The pages that follow from the code; a test fails while they are out of date.
docs: setup
	@$(BIN)/python -m docs.generate

# Pins what the requirements allow, for every platform, with hashes.
COMPILE := $(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url \
	--no-emit-find-links --python-version 3.11
lock: setup
	$(BIN)/python -m pip install --quiet uv
	$(COMPILE) requirements.in requirements-dev.in -o requirements.lock
	$(COMPILE) requirements.in requirements-dev.in requirements-conformance.in \
		-c requirements.lock -o requirements-conformance.lock
