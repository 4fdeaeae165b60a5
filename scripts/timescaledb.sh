#!/usr/bin/env bash
# Starts a real TimescaleDB (Apache edition, from Debian's packages) for tests and prints how to connect.
#
#   scripts/timescaledb.sh start [port]   default port 55432; harmless when it is running already
#   scripts/timescaledb.sh stop
#
# Needs root. On Debian 13 the package is installed; on an older Debian a Debian 13 tree is made in
# the cache directory (TIMESCALEDB_CACHE, default /var/cache/airpicture-timescaledb) and used by chroot.
# The database is empty at every start. Only the last line goes to standard output: the URL.
set -euo pipefail

readonly SUITE=trixie
readonly MAJOR=17
readonly PACKAGE="postgresql-$MAJOR-timescaledb"
readonly CACHE="${TIMESCALEDB_CACHE:-/var/cache/airpicture-timescaledb}"
readonly BIN="/usr/lib/postgresql/$MAJOR/bin"
# Inside the tree; on Debian 13 itself the tree is the machine.
readonly DATA=/var/lib/airpicture-timescaledb
readonly LOG="$DATA.log"

say() { echo "timescaledb.sh: $*" >&2; }
fail() {
  say "$*"
  exit 1
}

# The mirror that this machine itself uses, in the old or the new notation.
mirror() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
    sed -n -e 's/^URIs: *\([^ ]*\).*/\1/p' -e 's/^deb \(\[[^]]*\] \)\?\([^ ]*\) .*/\2/p' |
    grep '/debian/\?$' | head -n 1 || true
}

native() { [ "$(. /etc/os-release && echo "${VERSION_CODENAME:-}")" = "$SUITE" ]; }

if native; then
  readonly TREE=/
  inside() { "$@"; }
else
  readonly TREE="$CACHE/$SUITE"
  inside() { chroot "$TREE" "$@"; }
fi

as_postgres() { inside su postgres -s /bin/sh -c "$1"; }

install_package() {
  [ -x "$TREE$BIN/postgres" ] && [ -f "$TREE/usr/lib/postgresql/$MAJOR/lib/timescaledb.so" ] && return
  export DEBIAN_FRONTEND=noninteractive
  if native; then
    # No cluster of the machine's own is wanted.
    mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' >>/etc/postgresql-common/createcluster.conf
    apt-get update >&2 && apt-get install -y --no-install-recommends "$PACKAGE" >&2
  else
    command -v debootstrap >/dev/null || { apt-get update >&2 && apt-get install -y --no-install-recommends debootstrap >&2; }
    local uri
    uri="$(mirror)"
    [ -n "$uri" ] || fail "found no Debian mirror in /etc/apt"
    rm -rf "$TREE.new" && mkdir -p "$TREE.new"
    debootstrap --variant=minbase --include="$PACKAGE" "$SUITE" "$TREE.new" "$uri" >&2 ||
      fail "debootstrap failed; see $TREE.new/debootstrap/debootstrap.log"
    rm -rf "$TREE" && mv "$TREE.new" "$TREE"
  fi
  [ -x "$TREE$BIN/postgres" ] || fail "$PACKAGE did not bring $BIN/postgres"
}

# PostgreSQL keeps shared memory in /dev/shm, which an empty tree does not have.
bind_shm() {
  native && return
  mkdir -p "$TREE/dev/shm"
  mountpoint -q "$TREE/dev/shm" || mount --bind /dev/shm "$TREE/dev/shm"
}

running() { [ -f "$TREE$DATA/postmaster.pid" ] && as_postgres "$BIN/pg_ctl -D $DATA status" >/dev/null 2>&1; }

url() { echo "postgresql://postgres@127.0.0.1:$(sed -n 4p "$TREE$DATA/postmaster.pid")/postgres"; }

start() {
  local port="${1:-55432}"
  [ "$(id -u)" = 0 ] || fail "must run as root"
  install_package
  bind_shm
  if running; then
    say "is running already"
  else
    rm -rf "${TREE:?}$DATA" && mkdir -p "$TREE$DATA" && inside chown postgres: "$DATA"
    : >"$TREE$LOG" && inside chown postgres: "$LOG"
    as_postgres "$BIN/initdb -D $DATA -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8" >&2
    # Its background workers hold sessions on every database, which CREATE DATABASE … TEMPLATE refuses.
    cat >>"$TREE$DATA/postgresql.conf" <<CONF
port = $port
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
shared_preload_libraries = 'timescaledb'
timescaledb.max_background_workers = 0
timescaledb.telemetry_level = off
max_connections = 200
fsync = off
CONF
    as_postgres "$BIN/pg_ctl -D $DATA -l $LOG -w -t 30 start" >&2 || {
      cat "$TREE$LOG" >&2
      fail "did not start on port $port"
    }
  fi
  url
}

stop() {
  [ "$(id -u)" = 0 ] || fail "must run as root"
  if running; then as_postgres "$BIN/pg_ctl -D $DATA -m fast -w stop" >&2; fi
  if ! native && mountpoint -q "$TREE/dev/shm"; then umount "$TREE/dev/shm"; fi
}

case "${1:-}" in
  start) start "${2:-}" ;;
  stop) stop ;;
  *) fail "usage: $0 start [port] | stop" ;;
esac
