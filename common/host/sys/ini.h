/* SPDX-License-Identifier: Apache-2.0 */
/*
 * INI files: `name = value`, `[section]`, whole-line comments with # or ;. A value may stand in
 * double quotes to keep its blanks. A name may be repeated; order is kept.
 */
#ifndef HOST_INI_H
#define HOST_INI_H

#include "format/reason.h"

#define HOST_CONFIG_MAX (256u << 10) /* bytes of a file */

struct host_setting {
  const char *section; /* "" before the first section */
  const char *name;
  const char *value;
  unsigned line; /* from 1 */
};

struct host_config {
  char *path;
  char *text; /* owns what settings point into */
  struct host_setting *settings;
  size_t count;
};

/* Reads a file. TX_OK; TX_NOT_FOUND, TX_NOT_ALLOWED, TX_NO_SPACE (too large), TX_NO_MEMORY,
 * TX_IO_FAILED; TX_MALFORMED and *line, the first that is neither a setting nor a section. The
 * caller frees with host_config_finish, also after an error. */
enum tx_reason host_config_read(const char *path, struct host_config *out, unsigned *line);
void host_config_finish(struct host_config *config);
#define HOST_CONFIG __attribute__((cleanup(host_config_finish))) struct host_config

#endif
