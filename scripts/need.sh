#!/usr/bin/env bash
# need.sh 'COMMAND|OTHER|/glob*' APT-PACKAGE…
# Makes sure that a tool is there: as root on Debian it is installed, elsewhere one clear line says what is missing.
set -u
IFS='|' read -ra names <<<"$1"
shift
for name in "${names[@]}"; do
  [[ $name = /* ]] && compgen -G "$name" >/dev/null && exit 0
  command -v "$name" >/dev/null && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  exec 9>"${TMPDIR:-/tmp}/linli-apt.lock"
  flock 9
  find /var/lib/apt/lists -name '*_Packages*' -mmin -1440 2>/dev/null | grep -q . || apt-get update -qq
  apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$@" >/dev/null && exit 0
fi
echo "missing: ${names[0]}. Install it (Debian/Ubuntu: sudo apt-get install --no-install-recommends $*) and run make again." >&2
exit 3
