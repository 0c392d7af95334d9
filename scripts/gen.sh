#!/usr/bin/env bash
# Everything in the repository that is made from code, in the order one depends on the other.
# Tests fail when a committed result differs from what this makes.
set -euo pipefail
cd "$(dirname "$0")/.."
for script in gen_settings_doc gen_schema gen_openapi gen_problem_docs; do
  [ -f "scripts/$script.py" ] && .venv/bin/python "scripts/$script.py"
done
[ -f web/package.json ] && (cd web && npm run --silent gen)
