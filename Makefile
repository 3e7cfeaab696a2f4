# Everything a newcomer needs: `make demo` and `make test`. Each makes its own environment first.

PYTHON ?= python3
ENVIRONMENT := .venv
READY := $(ENVIRONMENT)/.ready
RUN := $(ENVIRONMENT)/bin/

# Half as many again as there are cores: tests of processes, stops and rests wait more than they reckon.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(os.cpu_count() * 3 // 2)')

.PHONY: help demo test check bench lives faults storm mutants contract lock clean

help:
	@echo "make demo      a small company's Stripe billing arrives in a rehearsal NetSuite"
	@echo "make test      all tests"
	@echo "make check     lint, types, architecture, dependencies"
	@echo "make bench     how near to NetSuite's limit it works, and what that costs (some minutes)"
	@echo "make lives N=1000  so many billing lives by chance, against a book reckoned from Stripe's own numbers"
	@echo "make faults    every request and every commit of a story disturbed in every way (an hour; FAULTS=\"--from 800\" goes on)"
	@echo "make storm     two thousand families while others use NetSuite too, requests fail and the daemon is killed (some minutes)"
	@echo "make mutants   rules and recognition broken on purpose: which break does no test notice (hours; SAMPLE=600 takes so many)"
	@echo "make contract  the tests against Oracle's published WSDL (fetched into a cache in your home)"
	@echo "make lock      exact versions of all libraries, anew"
	@echo "make clean     remove the environment and the demo's state"

demo: $(READY)
	@$(RUN)connector demo --state .demo

test: $(READY)
	@$(RUN)pytest -n $(WORKERS) --dist loadgroup

check: $(READY)
	@$(RUN)ruff check .
	@$(RUN)ruff format --check .
	@$(RUN)mypy
	@$(RUN)lint-imports --no-logo
	@$(RUN)deptry .

# BENCH="--only share_of_limit --size 200" takes one measure alone, or a smaller one.
bench: $(READY)
	@PYTHONPATH=tests $(RUN)python -m benchmarks $(BENCH)

# SEED=… is the seed of the first life; the others count up. LEVEL=whole takes them through the whole connector.
lives: $(READY)
	@PYTHONPATH=tests:. $(RUN)python -m lives $(or $(N),1000) --seed $(or $(SEED),0) --level $(or $(LEVEL),translated)

# FAULTS="--step 10" takes every tenth case; "--kills 100 --seed 7" kills real processes so often.
faults: $(READY)
	@PYTHONPATH=tests:. $(RUN)python -m faults $(FAULTS)

storm: $(READY)
	@PYTHONPATH=tests:. $(RUN)python -m faults.storm $(STORM)

# MUTANTS="connector.recognition.*" takes some of them; what was tried stays in mutants/ and is not tried again.
# SAMPLE=600 SEED=1 takes so many of all by chance, and says which of them survived.
mutants: $(READY)
ifdef SAMPLE
	@$(RUN)python tests/mutants.py $(SAMPLE) $(or $(SEED),0)
else
	@$(RUN)mutmut run --max-children $(or $(CHILDREN),2) $(MUTANTS)
	@$(RUN)mutmut results
endif

contract: $(READY)
	@wsdl=$$($(RUN)python tests/fetch_published_wsdl.py); code=$$?; [ $$code -eq 0 ] || exit $$code; \
		NETSUITE_WSDL=$$wsdl $(RUN)pytest -n auto -m published_schema

# uv where it is present, else venv and pip; both install exactly what the lock file says.
$(READY): requirements.lock pyproject.toml
	@echo "Preparing the environment in $(ENVIRONMENT) (once) ..."
	@if command -v uv >/dev/null 2>&1; then \
		uv venv --quiet --clear --python $(PYTHON) $(ENVIRONMENT) && \
		uv pip install --quiet --python $(ENVIRONMENT) --require-hashes -r requirements.lock && \
		uv pip install --quiet --python $(ENVIRONMENT) --no-build-isolation --no-deps -e . ; \
	else \
		$(PYTHON) -m venv --clear $(ENVIRONMENT) && \
		$(RUN)pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock && \
		$(RUN)pip install -qq --disable-pip-version-check --no-build-isolation --no-deps -e . ; \
	fi
	@touch $(READY)

lock:
	@printf '# Exact versions with hashes for Python 3.11+ on every platform, made from pyproject.toml by `make lock`.\n' > requirements.lock
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --group dev --no-emit-index-url --no-annotate --no-header pyproject.toml >> requirements.lock

clean:
	rm -rf $(ENVIRONMENT) .demo dist mutants
