/* SPDX-License-Identifier: Apache-2.0 */
/* The guard's page as the options of run describe it. */
#ifndef GATE_PAGE_PLAN_H
#define GATE_PAGE_PLAN_H

#include "commands.h"
#include "host/sys/url.h"
#include "page/page.h"

#define PAGE_NAMES_MAX 16
#define PAGE_PROXIES_MAX 16

struct gate_page_plan {
  struct gate_page_options options; /* points into the rest; without words */
  char names[PAGE_NAMES_MAX][HOST_NAME_SIZE];
  const char *named[PAGE_NAMES_MAX + 1];
  size_t name_count;
  struct host_network proxies[PAGE_PROXIES_MAX];
};

/* EX_OK, or EX_CONFIG having said what is wrong. It must stay where it is. */
int gate_page_by(const struct host_args *args, struct gate_page_plan *out);

#endif
