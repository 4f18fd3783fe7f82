#!/usr/bin/env bash
# Updates the box from a file, offline: checks who signed it, puts it into the slot that is not in
# use, switches over, and switches back if the new version isn't ready in time.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: sudo /opt/vigil-edge/current/update.sh FILE.tar.gz     with FILE.tar.gz.sig beside it
       sudo /opt/vigil-edge/current/update.sh --back          to the version before

  VIGIL_EDGE_ROOT       where it was installed with --root
  VIGIL_EDGE_SYSTEMCTL  what is called in place of systemctl
  VIGIL_EDGE_PATIENCE   seconds until a version that isn't ready has failed (default: 180)
USAGE
}

fail() {
  echo "update.sh: $*" >&2
  exit 2
}

tell() {
  echo "update.sh: $*"
}

root="${VIGIL_EDGE_ROOT:-}"
systemctl="${VIGIL_EDGE_SYSTEMCTL:-systemctl}"
patience="${VIGIL_EDGE_PATIENCE:-180}"
home="$root/opt/vigil-edge"
settings="$root/etc/vigil-edge"

active() {
  readlink "$home/current"
}

other() {
  if [ "$(active)" = a ]; then echo b; else echo a; fi
}

switch_to() {
  ln -sfn "$1" "$home/current.new"
  mv -T "$home/current.new" "$home/current"
}

is_ready() {
  local until=$((SECONDS + patience))
  while [ "$SECONDS" -lt "$until" ]; do
    if "$home/current/bin/vigil-edge-answers" /health/ready; then return 0; fi
    sleep 1
  done
  return 1
}

# Stopped first: the old one must not be taken for the new one. Devices keep what they measure.
run() {
  "$systemctl" stop vigil-edge
  switch_to "$1"
  "$systemctl" start --no-block vigil-edge
  is_ready
}

check_signature() {
  [ -r "$1" ] || fail "can't read $1"
  [ -r "$1.sig" ] || fail "can't read $1.sig, its signature"
  openssl dgst -sha256 -verify "$settings/update-key.pem" -signature "$1.sig" "$1" >/dev/null 2>&1 ||
    fail "$1 is not signed with $settings/update-key.pem: nothing was changed"
}

unpack() {
  local new="$home/$2.new"
  rm -rf "$new"
  mkdir "$new"
  tar -xzf "$1" -C "$new" --strip-components=1 --no-same-owner || fail "can't unpack $1: nothing was changed"
  [ -s "$new/VERSION" ] || fail "$1 is no version of vigil-edge: nothing was changed"
  rm -rf "${home:?}/$2"
  mv "$new" "$home/$2"
}

[ $# = 1 ] || { usage >&2; exit 2; }
case "$1" in -h | --help) usage; exit 0 ;; esac
[ -L "$home/current" ] || fail "there is none in $home: install.sh installs one"
[ -w "$home" ] || fail "needs root: sudo $0 ..."
set -a
# shellcheck disable=SC1091 # it is the box's own
. "$settings/vigil-edge.env"
set +a
exec 9>"$home/update.lock"
flock -n 9 || fail "another update is under way"

before="$(active)"
after="$(other)"
if [ "$1" = --back ]; then
  [ -s "$home/$after/VERSION" ] || fail "there is no version before this one"
else
  check_signature "$1"
  unpack "$1" "$after"
fi
was="$(cat "$home/$before/VERSION")"
is="$(cat "$home/$after/VERSION")"
tell "from $was to $is"
if run "$after"; then
  tell "$is is ready"
  exit 0
fi
tell "$is was not ready after $patience s: going back to $was"
if run "$before"; then
  tell "$was is ready again"
else
  tell "$was is not ready either: see journalctl -u vigil-edge"
fi
exit 1
