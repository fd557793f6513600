# Every command's one definition; .ci/run calls them too.
#
#   make demo     set everything up and serve a published fact-check on PORT
#   make test     run the whole suite; ARGS goes to pytest, DATABASE_URL picks PostgreSQL
#   make check    run every static check
#   make schema   write docs/openapi.yaml anew from the code
#   make fuzz-api  call the API 5,000 times at random (minutes)
#   make bench    run the benchmarks named in BENCHES, which need no argument
#   make bench-reading  hold the reading against the gold in the folder GOLD; with
#                   ARGS=--cases list where they differ
#   make prove-unicode  send 2,000 texts of all Unicode through the desk (minutes)
#   make pictures  take docs/pictures/ anew from a fresh demonstration, by Chromium
#   make setup    only bring the environment: .venv from requirements/
#   make lock     compile requirements/ anew from pyproject.toml

PYTHON ?= python3
PORT ?= 8000
export PORT

bin := .venv/bin
compile := $(bin)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header

# A deployment as `check --deploy` should find it, whatever the shell or .env say.
deployed := env DEBUG=false DATABASE_URL=sqlite://:memory: TRUST_PROXY=true \
	SITE_URL=https://desk.example ALLOWED_HOSTS=desk.example \
	SECRET_KEY=signs-nothing-but-is-as-long-and-varied-as-a-real-one-0123456789

.PHONY: setup demo test pictures schema fuzz-api bench bench-reading prove-unicode check lock python port

setup: .venv/installed

# Nothing else writes .env: with it DEBUG is on.
demo: port
	@$(MAKE) --no-print-directory setup .env
	$(bin)/python manage.py migrate --verbosity 0
	$(bin)/python manage.py demo
	$(bin)/python manage.py runserver --noreload 127.0.0.1:$(PORT)

test: .venv/installed
	$(bin)/python -m pytest --numprocesses auto --dist worksteal $(ARGS)

prove-unicode: .venv/installed
	UNICODE_TEXTS=2000 $(bin)/python -m pytest tests/journeys/test_every_script.py

schema: .venv/installed
	$(deployed) $(bin)/python manage.py spectacular --validate --fail-on-warn \
		--file docs/openapi.yaml

fuzz-api: .venv/installed
	CALLS=5000 $(bin)/python -m pytest tests/factcheck/test_api_fuzz.py

pictures: .venv/installed
	$(bin)/python -m tests.browser.pictures

BENCHES = reading changed_texts api_list review_written import_articles claim_list
bench: .venv/installed
	@for name in $(BENCHES); do echo "$$name:"; \
		$(bin)/python -m tests.benchmarks.$$name || exit 1; done

bench-reading: .venv/installed
	@test -n "$(GOLD)" || { echo "Name the folder: make bench-reading GOLD=DIR"; exit 1; }
	$(bin)/python -m tests.benchmarks.reading_gold $(GOLD) $(ARGS)

check: .venv/installed
	@! grep -nE '://|(index-url|find-links)' requirements/*.txt || \
		{ echo "A requirement names a host; where packages come from is each machine's affair."; exit 1; }
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(deployed) $(bin)/mypy
	$(bin)/lint-imports
	find templates -name '*.html' -exec $(bin)/djade --check --target-version 5.2 {} +
	$(deployed) $(bin)/python manage.py makemigrations --check --dry-run
	$(deployed) $(bin)/python manage.py check --deploy --fail-level WARNING

lock: .venv/installed
	$(compile) --upgrade --group installer --output-file requirements/installer.txt
	$(compile) --upgrade pyproject.toml --output-file requirements/app.txt
	$(compile) --upgrade pyproject.toml --group dev --constraint requirements/app.txt \
		--output-file requirements/dev.txt

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12"; exit 1; }

port: python
	@$(PYTHON) -c 'import socket; socket.create_server(("127.0.0.1", $(PORT)))' 2>/dev/null || \
		{ echo "Port $(PORT) is taken or cannot be used; choose another: make demo PORT=8001"; exit 1; }

# pip brings uv in by the user's own pip configuration; uv does not read that, so an
# index named there is handed on.
.venv/installed: requirements/installer.txt requirements/dev.txt | python
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	$(bin)/pip install --quiet --quiet --require-hashes --requirement requirements/installer.txt
	index=$$($(bin)/pip config list | sed -n -e "s/^:env:\.index-url='\(.*\)'$$/\1/p" \
		-e "s/^global\.index-url='\(.*\)'$$/\1/p" | head -n 1); \
	$(bin)/uv pip sync --quiet --python $(bin)/python --require-hashes \
		$${index:+--default-index "$$index"} requirements/installer.txt requirements/dev.txt
	@touch $@

.env: | .venv/installed
	@umask 077; $(bin)/python -c 'import secrets; print(f"DEBUG=true\nSECRET_KEY={secrets.token_urlsafe(50)}")' > $@
	@echo "Wrote .env: DEBUG is on and the secret key is this checkout's own."
