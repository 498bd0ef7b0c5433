/* SPDX-License-Identifier: Apache-2.0 */
/* The data folder, and the settings by which it is served. */
#include "command/client/shared.h"
#include "daemon/folder.h"
#include "daemon/open.h"
#include "setup.h"

#include "format/trust.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int init(const struct setup *setup) {
  HOST_BYTES trust = { 0 };
  struct host_problem problem = { 0 };
  HOST_FREE char *list = host_path(setup->keys, "trust.cose");
  if (!list) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  int status = command_read_file(list, TX_TRUST_MAX, &trust);
  if (status != EX_OK) return status;
  struct server_plan plan = { .place = command_place(setup->args),
                              .trust = host_span(&trust),
                              .keys_dir = setup->keys,
                              .demo = setup->answers.demo,
                              .health = strcmp(setup->answers.second, "health") == 0 };
  tx_area_parse(tx_span_text(setup->answers.area), &plan.area);
  return server_init(&plan, setup->now_s, &problem) == TX_OK ? EX_OK : command_problem(&problem);
}

int setup_folder(struct setup *setup) {
  HOST_FREE char *secret = host_path(setup->data, "at-rest.key");
  if (!secret) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  const bool made = host_file_exists(secret) && !folder_is_unfinished(setup->data);
  return made ? EX_OK : init(setup);
}

/* --- server.ini ------------------------------------------------------------------------------- */

static void write_settings(const struct setup *setup, FILE *out) {
  const struct setup_answers *answers = &setup->answers;
  char url[SETUP_URL_SIZE];
  struct host_url read;
  setup_url(setup, url);
  if (!host_url_read(url, &read)) return;
  const bool here = host_name_is_loopback(read.at.name);
  fprintf(out,
          "# 由 tongxing-server setup 写成，可以修改；名称就是各命令的选项。\n"
          "# Written by tongxing-server setup, yours to change: names are the commands' options.\n"
          "data = %s\n",
          setup->data);
  if (host_given(setup->args, "database"))
    fprintf(out, "database = %s\n", host_text(setup->args, "database", ""));
  fprintf(out, "place = %s\nphone = %s\nurl = %s\n\n[serve]\norigin = %s\ntls-listen = %s:%u\n",
          answers->place, answers->phone, url, url, here ? "127.0.0.1" : "0.0.0.0",
          host_url_port(&read));
  if (answers->demo) fputs("demo = yes\n", out);
}

/* A password may stand in the connection string of a database: then it is for its owner alone. */
int setup_settings(struct setup *setup) {
  HOST_FREE char *path = host_path(setup->data, "server.ini");
  HOST_FREE char *text = NULL;
  size_t n = 0;
  FILE *out = open_memstream(&text, &n);
  if (!path || !out) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  write_settings(setup, out);
  fclose(out);
  enum tx_reason reason = host_file_write(path, tx_span_of(text, n), 0600);
  struct host_problem problem = { 0 };
  if (reason == TX_OK) return EX_OK;
  host_problem_path(&problem, reason, path);
  return command_problem(&problem);
}
