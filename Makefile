.DEFAULT_GOAL := help
.PHONY: help run test night check demo docs templates

help:  ## Show this help
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'
run:  ## Set up, build the demo where it is missing, serve it
	python3 run.py
test:  ## Every check and the quick set of tests
	python3 run.py test
night:  ## The same tests at full counts
	python3 run.py test --night
check:  ## Format, lint, types and import contracts alone
	.venv/bin/ruff format --check . && .venv/bin/ruff check . && .venv/bin/mypy && .venv/bin/lint-imports
demo:  ## Build the demo anew
	rm -f var/demo.* && python3 run.py --no-serve
templates:  ## The Word templates, set from electflow/papers/terms.py
	.venv/bin/python -m electflow.papers.typesetting
docs:  ## The README's pictures and docs/permissions.md, made from the tables
	.venv/bin/python -m web.cli docs .
