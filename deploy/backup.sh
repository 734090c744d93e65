#!/usr/bin/env bash
# backup.sh FOLDER [KEEP_DAYS]: writes FOLDER/<time>/ with the database, the uploads and their checksums, and removes
# what is older than KEEP_DAYS (14). Reads DATABASE_URL and MEDIA_ROOT. The site may go on.
set -euo pipefail
folder=${1:?usage: backup.sh FOLDER [KEEP_DAYS]} keep=${2:-14}
: "${DATABASE_URL:?}" "${MEDIA_ROOT:?}"
here=$(cd "$(dirname "$0")/.." && pwd)
name=$(date +%Y%m%d-%H%M%S)
part=$folder/.$name.part
umask 077
mkdir -p "$part"
trap 'rm -rf "$part"' EXIT

# The database first: whatever it names is then still among the files.
case $DATABASE_URL in
  sqlite:///*)
    file=${DATABASE_URL#sqlite:///}
    [[ $file = /* ]] || file=$here/$file
    python3 - "$file" "$part/database.sqlite3" <<'PY'
import sqlite3, sys
source = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
target = sqlite3.connect(sys.argv[2])
source.backup(target)
if target.execute("pragma integrity_check").fetchone() != ("ok",):
    sys.exit("The copy is damaged.")
target.close()
PY
    ;;
  *) pg_dump --format=custom --compress=6 --no-owner --no-privileges --file="$part/database.dump" "$DATABASE_URL" ;;
esac
# Pictures are packed already. A file that comes or goes meanwhile is no failure.
tar --create --numeric-owner --file="$part/media.tar" --directory="$MEDIA_ROOT" --warning=no-file-changed --warning=no-file-removed . ||
  [ $? -eq 1 ]
(cd "$part" && sha256sum -- * > SHA256SUMS)
sync
mv "$part" "$folder/$name"
find "$folder" -mindepth 1 -maxdepth 1 -type d -name '[0-9]*-[0-9]*' -mtime "+$keep" -exec rm -rf {} +
echo "$folder/$name"
