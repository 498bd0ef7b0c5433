/* SPDX-License-Identifier: Apache-2.0 */
/* The files of the pages, as they were built into the program. */
#ifndef GATE_ASSETS_H
#define GATE_ASSETS_H

#include <stddef.h>
#include <stdint.h>

struct page_asset {
  const char *type;
  const uint8_t *bytes;
  size_t size;
};

extern const struct page_asset page_queue_html, page_guard_html, page_style_css, page_queue_js,
    page_guard_js;

#endif
