# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A bare Debian 12 in a folder of its own, for tests of packages: sourced. Root, and a mirror of
# Debian (TONGXING_MIRROR); TONGXING_BARE names one that debootstrap made before: it is copied.
# TONGXING_ARCH is another architecture, where the kernel runs its programs (binfmt, qemu).

arch=${TONGXING_ARCH:-$(dpkg --print-architecture)}
mirror=${TONGXING_MIRROR:-http://deb.debian.org/debian}
work=$(mktemp -d "${TMPDIR:-/var/tmp}/tongxing-bare.XXXXXX")
machine=$work/machine

broken() { echo "broken: $*" >&2; exit 1; }
# quietly COMMAND …: in that machine, as root, with nobody at the keyboard.
quietly() { chroot "$machine" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME=/root DEBIAN_FRONTEND=noninteractive "$@" </dev/null; }

put_machine_up() {
  if [ -n "${TONGXING_BARE:-}" ]; then
    cp -a "$TONGXING_BARE" "$machine"
  else
    debootstrap --arch="$arch" --variant=minbase bookworm "$machine" "$mirror" >/dev/null
  fi
  mount -t proc proc "$machine/proc"
  mount --bind /dev "$machine/dev"
  cp /etc/resolv.conf "$machine/etc/" 2>/dev/null || true
  echo "deb $mirror bookworm main" >"$machine/etc/apt/sources.list"
  quietly apt-get -qq update
}
leave_machine() {
  for at in proc dev; do umount "$machine/$at" 2>/dev/null || true; done
}
take_machine_down() {
  leave_machine
  rm -rf --one-file-system "$work"
}

# bring_packages FROM NAME: those of this architecture, into /root/NAME.
bring_packages() {
  mkdir "$machine/root/$2"
  cp "$1"/*_"$arch".deb "$machine/root/$2/"
}
