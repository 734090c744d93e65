#!/usr/bin/env bash
# pg.sh start|stop DIR PORT: a PostgreSQL server of one's own for tests, fast and forgetful.
set -eu
action=$1 dir=$2 port=${3:-}
cd /
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb)")
as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
case $action in
  start)
    mkdir -p "$dir"
    [ "$(id -u)" != 0 ] || chown postgres: "$dir"
    chmod 700 "$dir"
    [ -f "$dir/PG_VERSION" ] ||
      as "$bin/initdb" -D "$dir" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null
    as "$bin/pg_ctl" -D "$dir" -w -t 30 -l "$dir/log" -o "-p $port -k $dir -h 127.0.0.1 -c fsync=off \
      -c synchronous_commit=off -c full_page_writes=off -c max_connections=450 -c shared_buffers=128MB \
      -c wal_level=minimal -c max_wal_senders=0" start >/dev/null
    ;;
  stop) as "$bin/pg_ctl" -D "$dir" -m immediate stop >/dev/null ;;
  *) echo "usage: pg.sh start|stop DIR PORT" >&2; exit 2 ;;
esac
