#!/usr/bin/env bash
# es.sh get|start|stop|kill [DIR [PORT]]: an Elasticsearch node of one's own for tests, without Docker.
# `start` prints the node's address; without a PORT the server takes a free one. SEEDS="HOST:PORT,…",
# MASTERS="NAME,…", NAME and TRANSPORT_PORT join it to others; ES_MEMORY is its heap.
set -eu
action=$1 dir=${2:-} port=${3:-0}
cd "$(dirname "$0")/.."
version=8.19.21
sum=215d5f3dbf0609a149f6218a9e47b6ae2df34ebbff3c5754e35f15a5e5393c8a
cache=${XDG_CACHE_HOME:-$HOME/.cache}/linli
zip=$cache/elasticsearch-$version.zip
artifact=org.elasticsearch.distribution.integ-test-zip:elasticsearch:$version:zip
plugin=org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy
# Read by every node and written by none: unpacked once, where the server's own user may walk.
home=/tmp/linli-elasticsearch-$version-$(id -u)
limit=180

as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; else "$@"; fi; }
whole() { echo "$sum  $1" | sha256sum -c --status 2>/dev/null; }

get() {
  scripts/need.sh java openjdk-17-jre-headless
  java -version 2>&1 | grep -qE 'version "(1[7-9]|2[0-9])' ||
    { echo "Elasticsearch needs Java 17 or newer; $(command -v java) is older." >&2; exit 3; }
  mkdir -p "$cache"
  # Two at once: the second waits for what the first brings.
  exec 8>"$cache/es.lock"
  flock -w 600 8
  whole "$zip" || download
  [ -O "$home" ] && [ -x "$home/bin/elasticsearch" ] || unpack
  exec 8>&-
}

download() {
  scripts/need.sh mvn maven
  part=$(mktemp -d "$cache/part.XXXXXX")
  timeout 600 mvn -q -B -C "$plugin" -Dartifact="$artifact" -DoutputDirectory="$part" >&2 || true
  if ! whole "$part/elasticsearch-$version.zip"; then
    rm -rf "$part"
    echo "Elasticsearch $version could not be fetched whole with Maven. Try again, or set ELASTICSEARCH_URL." >&2
    exit 4
  fi
  mv "$part"/*.zip "$zip"
  rmdir "$part"
}

unpack() {
  part=$(mktemp -d /tmp/linli-es-part.XXXXXX)
  python3 -m zipfile -e "$zip" "$part"
  chmod -R go+rX,go-w "$part"
  chmod a+x "$part/elasticsearch-$version"/bin/*
  rm -rf "$home"
  mv -T "$part/elasticsearch-$version" "$home"
  rmdir "$part"
}

configure() {
  printf '%s\n' "cluster.name: ${CLUSTER:-linli-test}" "node.name: ${NAME:-one}" "network.host: 127.0.0.1" \
    "http.port: $port" "transport.port: ${TRANSPORT_PORT:-0}" "node.portsfile: true" "path.data: $dir/data" \
    "path.logs: $dir/logs" "xpack.security.enabled: false" "action.auto_create_index: false" \
    "cluster.routing.allocation.disk.threshold_enabled: false"
  if [ -n "${SEEDS:-}" ]; then
    printf '%s\n' "discovery.seed_hosts: [${SEEDS}]" "cluster.initial_master_nodes: [${MASTERS}]"
  else
    echo "discovery.type: single-node"
  fi
}

start() {
  get
  mkdir -p "$dir"/{tmp,data,logs}
  dir=$(cd "$dir" && pwd)
  [ -d "$dir/config" ] || cp -r "$home/config" "$dir/config"
  configure >"$dir/config/elasticsearch.yml"
  rm -f "$dir/pid" "$dir"/logs/*.ports
  [ "$(id -u)" != 0 ] || { chown -R nobody:nogroup "$dir"; chmod 755 "$dir"; }
  java=$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")
  memory=${ES_MEMORY:-512m}
  cd "$dir"
  # Tests are short and small: memory is taken as it is needed, and code compiled quickly rather than well,
  # which halves the work of a start.
  options="-Xms64m -Xmx$memory -XX:-AlwaysPreTouch -XX:TieredStopAtLevel=1"
  as timeout "$limit" env -i PATH="$PATH" HOME="$dir" ES_JAVA_HOME="$java" ES_PATH_CONF="$dir/config" \
    ES_TMPDIR="$dir/tmp" ES_JAVA_OPTS="$options" "$home/bin/elasticsearch" -d -p "$dir/pid" \
    >"$dir/out.log" 2>&1 </dev/null ||
    { tail -n 20 "$dir/out.log" >&2; echo "Elasticsearch did not start." >&2; stop; exit 5; }
  echo "http://$(grep -m1 '^127' "$dir/logs/http.ports")"
}

gone() { ! kill -0 "$1" 2>/dev/null || grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }

# stop [SIGNAL]. A process killed at once may stay as a zombie of its parent: not waited for without end.
stop() {
  pid=$(cat "$dir/pid" 2>/dev/null) || return 0
  kill "${1:--TERM}" "$pid" 2>/dev/null || true
  for _try in $(seq 60); do
    gone "$pid" && break
    sleep 0.25
  done
  gone "$pid" || kill -9 "$pid" 2>/dev/null || true
  rm -f "$dir/pid"
}

case $action in
  get) get ;;
  start) start ;;
  stop) stop ;;
  kill) stop -9 ;;
  *) echo "usage: es.sh get|start|stop|kill [DIR [PORT]]" >&2; exit 2 ;;
esac
