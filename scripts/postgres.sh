#!/bin/sh
# A temporary PostgreSQL for tests: on loopback alone, on a free port, without a socket file, without fsync.
#   postgres.sh start FOLDER   prints DATABASE_URL=postgres://... on a line of its own; everything else goes to stderr
#   postgres.sh stop FOLDER    ends exactly that one and removes its cluster
set -eu

usage() { echo "Use: sh scripts/postgres.sh start|stop FOLDER (a folder for this alone, such as /tmp/merited-postgres)" >&2; exit 2; }
[ $# -eq 2 ] || usage
deed=$1
case $2 in /*) folder=$2 ;; *) folder=$PWD/$2 ;; esac
cluster=$folder/cluster
owner=postgres # Debian's package makes this account

binaries() { # the newest that Debian brought, else what is on the PATH
  found=$(find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path '*/bin/initdb' 2>/dev/null | sort -t/ -k5 -n | tail -n 1)
  [ -n "$found" ] || found=$(command -v initdb || true)
  if [ -z "$found" ]; then
    echo "PostgreSQL is not installed. On Debian or Ubuntu this cures it:  apt-get install -y postgresql" >&2
    exit 1
  fi
  dirname "$found"
}

as_owner() { # PostgreSQL refuses to run as root
  if [ "$(id -u)" -ne 0 ]; then sh -c "cd / && $1"; else su "$owner" -s /bin/sh -c "cd / && $1"; fi
}

is_up() { as_owner "'$bin/pg_ctl' -D '$cluster' status" >/dev/null 2>&1; }

port_of() { sed -n 4p "$cluster/postmaster.pid"; } # the fourth line is the port (PostgreSQL manual, postmaster.pid)

random_port() { echo $((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000)); } # below the range that the system gives out

make_cluster() {
  mkdir -p "$folder"
  if [ "$(id -u)" -eq 0 ]; then
    chown "$owner" "$folder"
    if ! as_owner "test -w '$folder'"; then
      echo "The account '$owner' cannot reach $folder. Choose a folder that it can reach, such as /tmp/merited-postgres." >&2
      exit 1
    fi
  fi
  [ -f "$cluster/PG_VERSION" ] && return
  if ! told=$(as_owner "'$bin/initdb' -D '$cluster' -U merited -A trust -E UTF8 --no-locale --no-sync --no-instructions" 2>&1); then
    echo "$told" >&2
    exit 1
  fi
}

start() {
  make_cluster
  if ! is_up; then
    tries=0
    until port=$(random_port) && as_owner "'$bin/pg_ctl' -D '$cluster' -l '$folder/log' -w -t 30 -o \"-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off\" start" >/dev/null 2>&1; do
      tries=$((tries + 1))
      if [ $tries -ge 5 ]; then
        echo "PostgreSQL does not start; the end of $folder/log:" >&2
        tail -n 5 "$folder/log" >&2 || true
        exit 1
      fi
    done
  fi
  port=$(port_of)
  as_owner "'$bin/psql' -h 127.0.0.1 -p $port -U merited -d postgres -tAc \"SELECT 1 FROM pg_database WHERE datname='merited'\"" | grep -q 1 ||
    as_owner "'$bin/createdb' -h 127.0.0.1 -p $port -U merited merited"
  echo "PostgreSQL runs in $folder; end it with: sh scripts/postgres.sh stop $folder" >&2
  echo "DATABASE_URL=postgres://merited@127.0.0.1:$port/merited"
}

stop() {
  if [ ! -f "$cluster/PG_VERSION" ]; then
    echo "No PostgreSQL of ours is in $folder." >&2
    return
  fi
  ! is_up || as_owner "'$bin/pg_ctl' -D '$cluster' -w -m immediate stop" >/dev/null
  rm -rf "$cluster" "$folder/log"
  rmdir "$folder" 2>/dev/null || true # only where nothing else is in it
}

bin=$(binaries)
case $deed in start) start ;; stop) stop ;; *) usage ;; esac
