#!/usr/bin/env bash
# The product and Vite's dev server side by side; Ctrl-C stops both.
set -euo pipefail
cd "$(dirname "$0")/.."
trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT
.venv/bin/tradewright up "$@" &
(cd web && exec npm run --silent dev) &
wait -n
