# Sourced by demo.sh and test.sh: install_packages LIST… installs what is missing of the lists beside this file.
install_packages() {
  local here missing=() name sudo=
  here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
  while read -r name; do
    [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$name" 2>/dev/null | cut -c1-2)" = ii ] || missing+=("$name")
  done < <(for list in "$@"; do grep -v '^#' "$here/$list.txt"; done)
  [ ${#missing[@]} -gt 0 ] || return 0
  echo "安装 Debian 软件包 / installing ${#missing[@]} packages: ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "需要 root 权限安装软件包 / run as root, or install sudo" >&2; return 1; }
    sudo=sudo
  fi
  $sudo apt-get update -qq || return 1
  # Servers among them (nginx, PostgreSQL) are started by demo and tests, on loopback; Debian's own are not to open a port here.
  local policy=/usr/sbin/policy-rc.d ours='' code=0
  if [ ! -e $policy ]; then
    ours=yes
    printf '#!/bin/sh\nexit 101\n' | $sudo tee $policy >/dev/null && $sudo chmod 755 $policy || return 1
  fi
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || code=1
  [ -z "$ours" ] || $sudo rm -f $policy
  if [[ " ${missing[*]} " == *" nginx-light "* ]] && command -v systemctl >/dev/null; then
    $sudo systemctl disable --quiet nginx 2>/dev/null || true # nor after the next start of the machine
  fi
  return $code
}
