# make lab, make test: all that is needed is Python 3.11+ and make.
# Another interpreter than the one found here: make lab PYTHON=/path/to/python3

SET_UP = @$(FIND_PYTHON) \
	"$$python" .ci/set_up.py $(if $(PYTHON),--this-python)
BIN = .venv/bin
CLOCK = COURSE_CLOCK=virtual
CANDIDATES = python3 python3.15 python3.14 python3.13 python3.12 python3.11 python
VERSION = import sys; print("%d.%d.%d" % sys.version_info[:3]); \
	sys.exit(sys.version_info < (3, 11))

# The first interpreter that is new enough.
FIND_PYTHON = python=; old=; \
	for candidate in $(or $(PYTHON),$(CANDIDATES)); do \
	  if version=$$("$$candidate" -c '$(VERSION)' 2>/dev/null); \
	  then python=$$candidate; break; fi; \
	  [ -z "$$version" ] || old="$${old:-$$candidate is $$version}"; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "The course needs Python 3.11 or newer;" \
	    "$${old:-$(if $(PYTHON),$(PYTHON) was not found,none was found)}." \
	    "Name one: make PYTHON=/path/to/python3" >&2; \
	  exit 1; \
	fi;

.PHONY: help lab test test-real test-server test-browser test-marking
.PHONY: test-handouts handouts slides notebooks wheels check-room format
.PHONY: bench clean test-length

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' $(MAKEFILE_LIST) | expand -t 22

lab: export COURSE_WHEELS := $(or $(WHEELS),$(COURSE_WHEELS))
lab: ## set up if need be, and open your copy of the course (NEW=name)
	$(SET_UP) lab cluster
	@$(BIN)/python -m helpers.lab $(if $(NEW),--new $(NEW)) $(LAB_OPTIONS)

handouts: ## handouts and a poster, into dist/handouts (PAPER=Letter, ONLY=04)
	$(SET_UP) lab handouts
	@$(BIN)/python -m helpers.workshop handouts \
	  $(if $(PAPER),--paper $(PAPER)) $(ONLY)

slides: ## slides of each notebook, into dist/slides (ONLY=04)
	$(SET_UP) lab handouts
	@$(BIN)/python -m helpers.workshop slides $(ONLY)

test: ## set up if need be, then lint, types, tests, notebooks
	$(SET_UP) lab test cluster
	@$(BIN)/python .ci/checks.py

test-real: ## the notebooks' stored outputs, on the real clock
	$(SET_UP) lab test cluster
	@$(BIN)/python .ci/checks.py real

test-length: ## tests that take long: all notebooks by Run All, replays
	$(SET_UP) lab test cluster
	@$(BIN)/python .ci/checks.py length

test-server: ## the WSGI server, with many requests and five frameworks
	$(SET_UP) test frameworks
	@$(BIN)/python .ci/checks.py server

test-browser: ## the notebooks in a real browser (needs Chromium)
	$(SET_UP) lab test cluster browser
	@$(BIN)/python .ci/checks.py browser

test-marking: ## marking, on notebooks of all kinds, the hostile too
	$(SET_UP) lab test
	@$(BIN)/python .ci/checks.py marking

check-room: export COURSE_WHEELS := $(or $(WHEELS),$(COURSE_WHEELS))
check-room: ## is this machine ready for the workshop? (needs only Python)
	@$(FIND_PYTHON) "$$python" helpers/room.py

wheels: ## fill a folder for make lab without network (WHEELS=folder)
	$(SET_UP) lab
	@$(BIN)/python .ci/wheels.py $(if $(WHEELS),"$(WHEELS)")

test-handouts: ## every page and every slide (slides need Chromium)
	$(SET_UP) lab test handouts browser
	@$(BIN)/python .ci/checks.py handouts

notebooks: ## run the notebooks in place, normalised (ONLY=name, REDRAW=1)
	$(SET_UP) lab test cluster
	@$(BIN)/python -m tests.tools.execute_notebooks $(if $(REDRAW),--redraw) $(ONLY)

format: ## format code and notebooks
	$(SET_UP) lab test cluster
	@$(BIN)/python -m ruff check --quiet --fix . ; \
	  $(BIN)/python -m ruff format --quiet .

bench: ## speed and memory, as tables
	$(SET_UP) lab test cluster bench
	@$(BIN)/python -m benchmarks

clean: ## remove .venv and all else that was made here, but your copy
	rm -rf .venv build dist .hypothesis .mypy_cache .pytest_cache
	rm -rf .ruff_cache *.egg-info
	find helpers tests benchmarks notebooks .ci \
	  \( -name __pycache__ -o -name .ipynb_checkpoints \) \
	  -prune -exec rm -rf {} + 2>/dev/null || true
