/* SPDX-License-Identifier: Apache-2.0 */
/* The files of the pages, as assets.py writes them into the program. */
#ifndef SERVER_WEB_ASSETS_H
#define SERVER_WEB_ASSETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct web_asset {
  const char *name; /* behind /resident/ or /office/; "" is the page itself */
  const char *type;
  const char *tag, *gzip_tag;  /* of its bytes, and of the same compressed; hexadecimal */
  bool lasting;                /* its name holds its tag: what it names never changes */
  const uint8_t *bytes, *gzip; /* gzip: the same, compressed (RFC 1952) */
  size_t size, gzip_size;
};

struct web_page {
  const struct web_asset *assets;
  size_t count;
};

extern const struct web_page web_page_resident, web_page_office;

#endif
