#!/usr/bin/env bash
# restore.sh BACKUP [--replace]: puts back what backup.sh wrote. Reads DATABASE_URL and MEDIA_ROOT. Stop web and work
# before. Refuses a database or a folder that holds anything; --replace empties the database and puts the folder aside.
set -euo pipefail
backup=${1:?usage: restore.sh BACKUP [--replace]} replace=${2:-}
: "${DATABASE_URL:?}" "${MEDIA_ROOT:?}"
here=$(cd "$(dirname "$0")/.." && pwd)
(cd "$backup" && sha256sum --check --quiet --strict SHA256SUMS) || {
  echo "The backup is damaged: nothing was changed." >&2
  exit 1
}

refuse() {
  echo "$1 Nothing was changed. Add --replace to go on." >&2
  exit 1
}

case $DATABASE_URL in
  sqlite:///*)
    file=${DATABASE_URL#sqlite:///}
    [[ $file = /* ]] || file=$here/$file
    [ -f "$backup/database.sqlite3" ] || { echo "This backup is of PostgreSQL, DATABASE_URL names SQLite." >&2; exit 1; }
    [ ! -s "$file" ] || [ "$replace" = --replace ] || refuse "$file holds data."
    ;;
  *)
    [ -f "$backup/database.dump" ] || { echo "This backup is of SQLite, DATABASE_URL names PostgreSQL." >&2; exit 1; }
    tables=$(psql -qAtX "$DATABASE_URL" -c "select count(*) from pg_tables where schemaname = 'public'")
    [ "$tables" = 0 ] || [ "$replace" = --replace ] || refuse "The database holds $tables tables."
    ;;
esac
mkdir -p "$MEDIA_ROOT"
if [ -n "$(ls -A "$MEDIA_ROOT")" ]; then
  [ "$replace" = --replace ] || refuse "$MEDIA_ROOT holds files."
  aside=$MEDIA_ROOT.before-$(date +%Y%m%d-%H%M%S)
  mkdir "$aside"
  find "$MEDIA_ROOT" -mindepth 1 -maxdepth 1 -exec mv -t "$aside" {} +
  echo "The files that were there lie in $aside."
fi

case $DATABASE_URL in
  sqlite:///*)
    rm -f "$file-wal" "$file-shm"
    cp "$backup/database.sqlite3" "$file.part"
    mv "$file.part" "$file"
    ;;
  *)
    [ "$tables" = 0 ] || PGOPTIONS='-c client_min_messages=warning' psql -qX -v ON_ERROR_STOP=1 "$DATABASE_URL" \
      -c 'drop schema public cascade; create schema public'
    pg_restore --exit-on-error --single-transaction --no-owner --no-privileges --dbname="$DATABASE_URL" "$backup/database.dump"
    ;;
esac
tar --extract --file="$backup/media.tar" --directory="$MEDIA_ROOT"
echo "Put back. Now run: manage.py migrate, manage.py rebuild_search, manage.py check_flows, manage.py verify_audit."
