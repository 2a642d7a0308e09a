# make install sets up the command samspill in .venv/bin, and nothing else
# make demo    sets everything up, builds the sample region and serves it (NO_SERVE=1: no server)
# make test    sets everything up and runs every test
# make check   format, lint, types, import contract and the fast tests
# make docs    writes docs/methods and docs/data from the docstrings, the tables and the tests
# make site    the documentation as a site, in build/site
# make wheel   the package by itself, installed into an empty environment, runs the demo
# make screenshots   every page, wide and narrow, light and dark, nb and en, into screenshots/
# make bench   ours against the field's other programs and the machine's limit, the pages, networks, options
#              and names as large as Europe's, both engines, a build of a hundredth of the country, in one run
# make sbom    what is shipped, as CycloneDX, into build/sbom.cdx.json; its licences into docs/licences.md
# make audit   what is shipped against the known weaknesses (needs a network)
# make faults  kills, fills, locks and corrupts around a build and a server (KILLS=100)

PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .tools/bin/uv
RUN := .venv/bin
export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON_PREFERENCE := only-system
export UV_NO_PROGRESS := 1
export UV_COMPILE_BYTECODE := 1
# where the machine has a list of whom it trusts, that one counts, as it does for pip: behind a
# proxy that opens what passes, as many offices have, the list that uv brings knows nobody
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem),)
export UV_SYSTEM_CERTS := true
endif

.PHONY: install demo test check docs site wheel bench faults sbom audit format programs screenshots clean

install: .venv/.product
	@echo "Set up. Type this once in each new terminal, and samspill is a command:  . .venv/bin/activate"

demo: .venv/.product
	$(RUN)/samspill demo $(if $(NO_SERVE),--no-serve)

test: .venv/.work programs
	$(RUN)/python -m pytest -n 2 --dist loadscope -q

check: .venv/.work programs
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/python -m pytest -n 2 --dist loadscope -q -m "not slow" --ignore tests/browser

docs: .venv/.work
	$(RUN)/python scripts/methods.py

site: .venv/.work
	$(RUN)/sphinx-build -W --keep-going -q -b html docs build/site
	@echo "The documentation is in build/site/index.html"

# the wheel, installed alone into an empty environment, runs the demo
wheel: $(UV)
	rm -rf dist build/alone build/observatory
	$(UV) build --quiet --wheel --out-dir dist --python $(PYTHON)
	$(UV) venv --quiet --no-project --python $(PYTHON) build/alone
	$(UV) pip install --quiet --python build/alone dist/samspill-*.whl
	cd build && HOME=$(CURDIR)/build alone/bin/samspill demo --no-serve --home $(CURDIR)/build/observatory

bench: .venv/.work
	$(RUN)/python benchmarks/run.py
	$(RUN)/samspill demo --no-serve --home observatory/sample > /dev/null
	$(RUN)/python benchmarks/web.py observatory/sample
	$(RUN)/python benchmarks/load.py observatory/sample
	$(RUN)/python benchmarks/networks.py
	$(RUN)/python benchmarks/options.py
	$(RUN)/python benchmarks/linking.py
	$(RUN)/python benchmarks/engines.py 30_000
	$(RUN)/python benchmarks/national.py 0.01

faults: .venv/.work
	$(RUN)/python scripts/faults.py --kills $(or $(KILLS),100)

sbom: .venv/.work
	mkdir -p build
	$(UV) export --quiet --frozen --no-dev --format cyclonedx1.5 --preview-features sbom-export --output-file build/sbom.cdx.json > /dev/null
	$(RUN)/python scripts/licences.py
	@echo "What is shipped is in build/sbom.cdx.json and docs/licences.md"

audit: .venv/.work
	mkdir -p build
	$(UV) export --quiet --frozen --no-dev --no-emit-project --output-file build/shipped.txt > /dev/null
	@$(UV) tool run --quiet pip-audit --strict --disable-pip --require-hashes -r build/shipped.txt || { \
	  echo "Either a package has a known weakness, which stands above, or the list of weaknesses could not be reached."; exit 1; }

format: .venv/.work
	$(RUN)/ruff format .
	$(RUN)/ruff check --fix .

programs:
	sh scripts/install-for-tests

screenshots: .venv/.work programs
	$(RUN)/samspill demo --no-serve --home observatory/sample
	$(RUN)/python scripts/screenshots.py observatory/sample

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Samspill needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version). Name another with make PYTHON=..."; exit 1; }
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

# the product's own dependencies only
.venv/.product: $(UV) uv.lock pyproject.toml
	$(UV) sync --quiet --frozen $(if $(wildcard .venv/.work),--all-extras,--no-dev) --python $(PYTHON)
	@touch $@

# and what work on it needs
.venv/.work: $(UV) uv.lock pyproject.toml
	$(UV) sync --quiet --frozen --all-extras --python $(PYTHON)
	@touch $@ .venv/.product

clean:
	rm -rf .venv .tools dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
