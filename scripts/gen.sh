#!/usr/bin/env bash
# Everything in the repository that is made from code, in the order one depends on the other: pages and documents
# by Python programs (scripts/gen_*.py), then the browser app's client from the OpenAPI document.
# Tests fail when a committed result differs from what this makes.
set -euo pipefail
cd "$(dirname "$0")/.."
for program in scripts/gen_*.py; do
  printf 'gen: %s\n' "$program"
  .venv/bin/python -m "scripts.$(basename "$program" .py)"
done
(cd web && npm run --silent gen)
