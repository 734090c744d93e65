#!/bin/sh
# Brings the database to this version. May be run again at any time; stops at the first thing that fails.
set -eu
cd "$(dirname "$0")/.."
python manage.py check --deploy
python manage.py migrate --no-input
python manage.py check --database default
