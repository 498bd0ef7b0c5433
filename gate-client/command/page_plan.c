/* SPDX-License-Identifier: Apache-2.0 */
#include "page_plan.h"

#include "host/cli/network.h"

#include <string.h>

static bool add_name(void *context, const char *name) {
  struct gate_page_plan *plan = context;
  if (plan->name_count == PAGE_NAMES_MAX) return false;
  char *kept = plan->names[plan->name_count];
  memcpy(kept, name, strlen(name) + 1);
  plan->named[plan->name_count++] = kept;
  return true;
}

int gate_page_by(const struct host_args *args, struct gate_page_plan *out) {
  *out = (struct gate_page_plan){ .name_count = 0 };
  struct gate_page_options *options = &out->options;
  *options = (struct gate_page_options){
    .listen = host_text(args, "page", NULL),
    .cert_path = host_text(args, "page-cert", NULL),
    .key_path = host_text(args, "page-key", NULL),
    .pairing = host_text(args, "pairing", NULL),
    .names = out->named,
    .proxies = out->proxies,
    .places = (unsigned)host_int(args, "page-places", 0),
    .request_s = (unsigned)host_int(args, "page-request-seconds", 0),
  };
  int status = host_names(args, "page-names", add_name, out);
  if (status != EX_OK) return status;
  return host_networks(args, "page-proxies", out->proxies, PAGE_PROXIES_MAX, &options->proxy_count);
}
