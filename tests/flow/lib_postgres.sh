# A private PostgreSQL for flow tests: source this file, then
#     pg_start DIR    makes a cluster under DIR and starts it on a Unix socket alone; sets PG_URI and PG_SOCKET.
#                     The superuser is `owner`. DIR must not exist yet. Returns 77 (skip) without server programs.
#     pg_sql DIR …    psql with stop on error; options or SQL on stdin.
#     pg_stop DIR [MODE]   stops it (fast; "immediate" is a crash) and removes nothing.
# initdb refuses root, so as root the server's programs run as `postgres` or `nobody`.
pg_programs() {
    local dir
    dir=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    [ -x "$dir/initdb" ] || dir=$(dirname "$(command -v initdb || echo /nowhere/initdb)")
    [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ] && echo "$dir"
}

pg_as_server() {
    if [ "$(id -u)" != 0 ]; then
        "$@"
    elif id postgres >/dev/null 2>&1; then
        setpriv --reuid=postgres --regid="$(id -g postgres)" --clear-groups "$@"
    else
        setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups "$@"
    fi
}

pg_start() {
    local dir=$1 bin
    bin=$(pg_programs) || { echo "skip: no PostgreSQL server programs" >&2; return 77; }
    mkdir -p "$dir" && chmod 755 "$dir"
    if [ ! -d "$dir/data" ]; then
        mkdir "$dir/data" "$dir/socket"
        if [ "$(id -u)" = 0 ]; then
            chown "$(id -u postgres 2>/dev/null || id -u nobody)" "$dir/data" "$dir/socket"
        fi
        (cd "$dir/data" && pg_as_server "$bin/initdb" -D "$dir/data" -U owner -A trust -E UTF8 --locale=C.UTF-8 \
            --no-sync) >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; return 1; }
    fi
    (cd "$dir/data" && pg_as_server "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/data/server.log" \
        -o "-c listen_addresses='' -c unix_socket_directories='$dir/socket' -c fsync=off -c max_connections=20" \
        start) >"$dir/start.log" 2>&1 || { cat "$dir/start.log" "$dir/data/server.log" >&2; return 1; }
    PG_SOCKET="$dir/socket"
    PG_URI="postgresql://owner@/postgres?host=$PG_SOCKET"
}

pg_sql() {
    local dir=$1
    shift
    psql -X -q -v ON_ERROR_STOP=1 "postgresql://owner@/postgres?host=$dir/socket" "$@"
}

pg_stop() {
    local dir=$1 mode=${2:-fast} bin
    bin=$(pg_programs) || return 0
    (cd "$dir/data" && pg_as_server "$bin/pg_ctl" -D "$dir/data" -w -t 60 -m "$mode" stop) >"$dir/stop.log" 2>&1
}
