#!/usr/bin/env bash
# Runs every test: on SQLite, on a PostgreSQL of its own, and in a real Chromium.
set -eu
cd "$(dirname "$0")/.."
folder=${LINLI_PG:-/tmp/linli-pg-$(id -u)-$(pwd | cksum | cut -d' ' -f1)}
port=${PGPORT:-$(( 20000 + $(pwd | cksum | cut -d' ' -f1) % 20000 ))}
trap 'scripts/pg.sh stop "$folder" || true' EXIT
scripts/pg.sh start "$folder" "$port"
echo "== SQLite"
.venv/bin/pytest -q -n "${JOBS:-2}" -m "not browser and not postgresql" "$@"
echo "== PostgreSQL"
DATABASE_URL="postgres://postgres:@127.0.0.1:$port/postgres" .venv/bin/pytest -q -n "${JOBS:-2}" -m "not browser" "$@"
echo "== Chromium"
.venv/bin/pytest -q -m browser "$@"
