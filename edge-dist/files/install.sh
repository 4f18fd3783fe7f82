#!/usr/bin/env bash
# Installs this version on a box that has none. An installed one is updated with update.sh.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: sudo ./install.sh --site NAME --update-key FILE [--root DIR]

  --site NAME         name of this box, which no other site of the hospital has
  --update-key FILE   public key (PEM) that updates must be signed with
  --root DIR          install below DIR instead of /, without a user or a service: for images and tests
USAGE
}

fail() {
  echo "install.sh: $*" >&2
  exit 2
}

root=""
site=""
key=""
while [ $# -gt 0 ]; do
  case "$1" in
    --site | --update-key | --root) [ $# -ge 2 ] || fail "$1 needs a value" ;;
  esac
  case "$1" in
    --site) site="$2"; shift 2 ;;
    --update-key) key="$2"; shift 2 ;;
    --root) root="$(cd "$2" && pwd)"; shift 2 ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; fail "what is $1?" ;;
  esac
done
[[ "$site" =~ ^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$ ]] ||
  fail "--site must be 1 to 64 letters, digits, - or _"
openssl pkey -pubin -in "$key" -noout 2>/dev/null || fail "--update-key: $key is no public key (PEM)"
[ -n "$root" ] || [ "$(id -u)" = 0 ] || fail "needs root: sudo ./install.sh ..."

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
home="$root/opt/vigil-edge"
settings="$root/etc/vigil-edge"
[ ! -e "$home/current" ] || fail "there is one in $home already: $home/current/update.sh FILE updates it"

if [ -z "$root" ] && ! id vigil-edge >/dev/null 2>&1; then
  useradd --system --user-group --home-dir /var/lib/vigil-edge --shell /usr/sbin/nologin vigil-edge
fi
mkdir -p "$home" "$settings"
install -d -m 0700 "$root/var/lib/vigil-edge"

rm -rf "$home/a"
cp -a "$here" "$home/a"
ln -s a "$home/current"

# Settings that are there stay as they are.
place() {
  [ -e "$settings/$1" ] || sed -e "s|@SITE@|$site|" -e "s|@ROOT@|$root|" "$here/$1" >"$settings/$1"
}
place edge.conf
place vigil-edge.env
install -m 0644 "$key" "$settings/update-key.pem"
if [ -z "$root" ]; then
  chown vigil-edge:vigil-edge /var/lib/vigil-edge
  install -m 0644 "$here/vigil-edge.service" /etc/systemd/system/vigil-edge.service
  systemctl daemon-reload
  systemctl enable vigil-edge
fi
echo "install.sh: version $(cat "$here/VERSION") is in $home/a, its settings in $settings"
echo "install.sh: look at $settings/edge.conf, then: systemctl start vigil-edge"
