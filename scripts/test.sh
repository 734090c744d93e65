#!/usr/bin/env bash
# Runs every test: on SQLite beside a real Chromium, then on a PostgreSQL of its own.
set -eu
cd "$(dirname "$0")/.."
jobs=${JOBS:-2}
log=var/test-chromium.log
mkdir -p var
trap 'kill "${chromium:-}" 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM

failed=0
.venv/bin/pytest -q -m browser "$@" >"$log" 2>&1 &
chromium=$!
echo "== SQLite"
.venv/bin/pytest -q -n "$jobs" --dist worksteal -m "not browser" "$@" || failed=1
echo "== PostgreSQL"
scripts/on_postgresql.sh -n "$jobs" --dist worksteal -m "not browser" "$@" || failed=1
echo "== Chromium"
wait "$chromium" || failed=1
chromium=
cat "$log"
exit "$failed"
