#!/bin/sh
# Installs WhatsCRM as a service, or repairs an installation: run it again as often as you like.
#   setup.sh --from FILE [--sha256 HEX]        a build on this machine
#   setup.sh --from URL --sha256 HEX           a download; the checksum is then required
# Options: --prefix DIR (/usr/local)  --data DIR (/var/lib/whatscrm)  --port N (3000)  --user NAME (whatscrm)
#          --no-service  --dry-run  --uninstall
# Everything happens in main(), called on the last line: half a download does nothing.
set -eu

say() { printf '%s\n' "$*"; }
fail() {
  printf 'setup.sh: %s\n' "$*" >&2
  exit 1
}
usage() {
  sed -n '2,7p' "$0" | sed 's/^# \{0,1\}//'
  exit 2
}
# Runs a command, or only says it with --dry-run.
act() {
  if [ "$dry_run" = yes ]; then say "would run: $*"; else "$@"; fi
}

read_options() {
  from='' sha256='' prefix=/usr/local data=/var/lib/whatscrm port=3000 user=whatscrm service=yes dry_run=no uninstall=no
  while [ $# -gt 0 ]; do
    case $1 in
      --from) from=${2:?--from needs a file or an address}; shift ;;
      --sha256) sha256=${2:?--sha256 needs a checksum}; shift ;;
      --prefix) prefix=${2:?}; shift ;;
      --data) data=${2:?}; shift ;;
      --port) port=${2:?}; shift ;;
      --user) user=${2:?}; shift ;;
      --no-service) service=no ;;
      --dry-run) dry_run=yes ;;
      --uninstall) uninstall=yes ;;
      *) usage ;;
    esac
    shift
  done
  binary=$prefix/bin/whatscrm
  unit=/etc/systemd/system/whatscrm.service
}

fetch() {
  case $from in
    https://* | http://*)
      [ -n "$sha256" ] || fail "a download needs --sha256: take it from the page that names the address"
      work=$(mktemp -d)
      trap 'rm -rf "$work"' EXIT
      if command -v curl >/dev/null 2>&1; then
        act curl -fsSL --proto '=https,http' -o "$work/whatscrm" "$from"
      else
        act wget -qO "$work/whatscrm" "$from"
      fi
      source=$work/whatscrm
      ;;
    '') fail "say what to install: --from FILE or --from URL --sha256 HEX" ;;
    *)
      [ -f "$from" ] || fail "there is no file $from"
      source=$from
      ;;
  esac
  [ -n "$sha256" ] && [ "$dry_run" = no ] || return 0
  found=$(sha256sum "$source" | cut -d ' ' -f 1)
  [ "$found" = "$sha256" ] || fail "the checksum is wrong: expected $sha256, found $found. Nothing was changed."
}

place_binary() {
  act mkdir -p "$prefix/bin"
  if [ -f "$binary" ] && [ "$dry_run" = no ] && cmp -s "$source" "$binary"; then
    say "$binary is up to date"
    return
  fi
  # Beside it, then renamed over: a running program is never written into.
  act cp "$source" "$binary.new"
  act chmod 0755 "$binary.new"
  if [ "$dry_run" = no ]; then
    "$binary.new" version >/dev/null || fail "the new program does not run on this machine; the old one stays"
  fi
  act mv "$binary.new" "$binary"
  changed=yes
}

make_user() {
  [ "$(id -u)" = 0 ] || return 0
  id "$user" >/dev/null 2>&1 || act useradd --system --home-dir "$data" --no-create-home --shell /usr/sbin/nologin "$user"
}

make_data() {
  act mkdir -p "$data"
  act chmod 0700 "$data"
  if [ "$(id -u)" = 0 ] && [ "$service" = yes ]; then act chown -R "$user:$user" "$data"; fi
}

unit_text() {
  cat <<UNIT
[Unit]
Description=WhatsCRM
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=300
StartLimitBurst=8

[Service]
Type=exec
User=$user
Group=$user
Environment=WHATSCRM_DATA=$data
Environment=PORT=$port
EnvironmentFile=-/etc/whatscrm.env
ExecStart=$binary serve
Restart=always
RestartSec=2
RestartPreventExitStatus=2 4
TimeoutStopSec=30
LimitNOFILE=65536
UMask=0077
ReadWritePaths=$data
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native

[Install]
WantedBy=multi-user.target
UNIT
}

install_service() {
  [ "$service" = yes ] || return 0
  [ "$(id -u)" = 0 ] || fail "a service needs root; run with sudo, or with --no-service"
  command -v systemctl >/dev/null 2>&1 || fail "there is no systemd here; use --no-service and start $binary yourself"
  if [ "$dry_run" = yes ]; then
    say "would write $unit"
  elif ! unit_text | cmp -s - "$unit"; then
    unit_text >"$unit.new"
    mv "$unit.new" "$unit"
    systemctl daemon-reload
    changed=yes
  fi
  act systemctl enable --quiet whatscrm
  if [ "$changed" = yes ]; then act systemctl restart whatscrm; else act systemctl start whatscrm; fi
}

remove() {
  if [ -f "$unit" ]; then
    act systemctl disable --now whatscrm
    act rm -f "$unit"
  fi
  act rm -f "$binary"
  say "Removed. Your data is untouched in $data."
}

main() {
  read_options "$@"
  changed=no
  if [ "$uninstall" = yes ]; then
    remove
    return
  fi
  fetch
  [ "$service" = no ] || make_user
  make_data
  place_binary
  install_service
  if [ "$service" = yes ]; then
    say "WhatsCRM runs. Open http://THIS-SERVER:$port/install; the setup token stands in $data/setup-token."
  else
    say "Start it with: WHATSCRM_DATA=$data PORT=$port $binary"
  fi
}

main "$@"
