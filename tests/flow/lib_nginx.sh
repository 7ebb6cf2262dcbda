# Debian's nginx on a port of loopback, as one process, so that it goes when it is killed. Sourced after lib.sh.
need nginx

# start_nginx NAME SERVER: SERVER is the inside of a server block without its `listen`; its flags come from $listen ("ssl"), its address from $address (127.0.0.1).
# Sets port and server (the process); the access log is $work/NAME.log: status, bytes sent, path.
start_nginx() {
  local name=$1 at=$work/nginx.$1
  mkdir -p "$at"
  for _ in $(seq 20); do
    port=$((20000 + RANDOM % 10000)) # below the ports that the kernel gives away
    cat >"$at/conf" <<CONF
daemon off; master_process off; pid $at/pid; error_log $at/err;
events { worker_connections 64; }
http { log_format sent '\$status \$bytes_sent \$request_uri'; access_log $work/$name.log sent;
  client_body_temp_path $at/t1; proxy_temp_path $at/t2; fastcgi_temp_path $at/t3; uwsgi_temp_path $at/t4; scgi_temp_path $at/t5;
  server { listen ${address:-127.0.0.1}:$port ${listen:-}; $2 } }
CONF
    rm -f "$at/pid"
    nginx -c "$at/conf" -e "$at/err" 2>/dev/null & server=$!
    # The pid is written after the port is bound: another's port is not mistaken for ours.
    until_true 10 eval "[ -s '$at/pid' ] || ! kill -0 $server"
    if kill -0 "$server" 2>/dev/null; then
      children+=("$server")
      return
    fi
    grep -q 'Address already in use' "$at/err" || break
  done
  fail "nginx does not start: $(cat "$at/err")"
}
stop_nginx() { kill "$1"; wait "$1" 2>/dev/null || true; }
