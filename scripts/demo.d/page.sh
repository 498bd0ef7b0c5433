# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# The gate's pages in a browser: one without a window looks and keeps a picture of what it saw.

# look_at_page PATH PICTURE WORD …: each stands on the page, whose text goes to page.txt.
look_at_page() {
  local url=http://127.0.0.1:$page_port$1 picture=$work/$2.png
  shift 2
  python3 "$root/scripts/demo.d/look.py" "$url" "$picture" "$@" >"$work/page.txt" 2>>"$work/browser.log" ||
    give_up "页面上没有 the page does not show: $*"
}

# For whoever watches the demo: the guard's page in their own browser.
open_page() {
  [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && command -v xdg-open >/dev/null || return 0
  xdg-open "http://127.0.0.1:$page_port/guard" >/dev/null 2>&1 &
}
