#!/usr/bin/env bash
# Runs pytest with the arguments given, on a PostgreSQL of its own that is stopped afterwards.
set -eu
cd "$(dirname "$0")/.."
folder=${LINLI_PG:-/tmp/linli-pg-$(id -u)-$(pwd | cksum | cut -d' ' -f1)}
port=${PGPORT:-$(( 20000 + $(pwd | cksum | cut -d' ' -f1) % 20000 ))}
trap 'scripts/pg.sh stop "$folder" || true' EXIT
trap 'exit 130' INT TERM
scripts/pg.sh start "$folder" "$port"
DATABASE_URL="postgres://postgres:@127.0.0.1:$port/postgres" .venv/bin/pytest -q "$@"
