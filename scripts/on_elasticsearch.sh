#!/usr/bin/env bash
# Runs a command with ELASTICSEARCH_URL naming an Elasticsearch of its own that is stopped afterwards.
# A server that ELASTICSEARCH_URL names already is used as it is.
set -eu
cd "$(dirname "$0")/.."
[ -z "${ELASTICSEARCH_URL:-}" ] || exec "$@"
folder=$(mktemp -d /tmp/linli-es.XXXXXX)
trap 'scripts/es.sh stop "$folder" || true; rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
ELASTICSEARCH_URL=$(scripts/es.sh start "$folder")
export ELASTICSEARCH_URL
"$@"
