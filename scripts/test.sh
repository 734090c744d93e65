#!/usr/bin/env bash
# Runs every test: on SQLite beside a real Chromium, then on a PostgreSQL and an Elasticsearch of its own.
set -eu
cd "$(dirname "$0")/.."
jobs=${JOBS:-2}
log=var/test-chromium.log
mkdir -p var
search=$(mktemp -d /tmp/linli-es.XXXXXX)
finish() {
  kill "${chromium:-}" "${starting:-}" 2>/dev/null || true
  scripts/es.sh stop "$search" || true
  rm -rf "$search" "$search.url"
}
trap finish EXIT
trap 'exit 130' INT TERM

failed=0
.venv/bin/pytest -q -m browser "$@" >"$log" 2>&1 &
chromium=$!
# It starts while the first pass runs, so that the second need not wait for it.
if [ -z "${ELASTICSEARCH_URL:-}" ]; then
  scripts/es.sh start "$search" >"$search.url" &
  starting=$!
fi
echo "== SQLite"
.venv/bin/pytest -q -n "$jobs" --dist worksteal -m "not browser and not elasticsearch" "$@" || failed=1
if [ -n "${starting:-}" ]; then
  wait "$starting" || failed=1
  starting=
  ELASTICSEARCH_URL=$(cat "$search.url")
fi
export ELASTICSEARCH_URL
echo "== PostgreSQL and Elasticsearch"
scripts/on_postgresql.sh -n "$jobs" --dist worksteal -m "not browser" "$@" || failed=1
echo "== Chromium"
wait "$chromium" || failed=1
chromium=
cat "$log"
exit "$failed"
