/* SPDX-License-Identifier: Apache-2.0 */
/* What the commands share: settings, files, keys, JSON on the terminal. */
#ifndef SERVER_COMMAND_SHARED_H
#define SERVER_COMMAND_SHARED_H

#include "host/cli/command.h"
#include "host/sys/file.h"
#include "host/sys/problem.h"

#include <jansson.h>

/* Says a problem and returns the exit status that fits. */
int command_problem(const struct host_problem *problem);

const char *command_data_dir(const struct host_args *args);
int64_t command_now(const struct host_args *args); /* --now, else the clock */

/* Prints JSON, one line or indented at a terminal. */
void command_print_json(const json_t *json);

/* Reads a file, saying what is wrong. */
int command_read_file(const char *path, size_t max, struct host_bytes *out);
/* The same for JSON that a person wrote: its encoding turned to UTF-8, curly quotes named by line.
 */
int command_read_json(const char *path, size_t max, struct host_bytes *out);
/* A public key given as base64, or as a file that holds base64 or PEM: base64 without line breaks.
 */
int command_read_key(const char *word, char *out, size_t cap);

/* {"area": …} when --area was given; the start of most commands' input. */
json_t *command_input(const struct host_args *args);

/* Members of an answer: "" and 0 where they are absent. */
const char *text_of(const json_t *json, const char *name);
long long number_of(const json_t *json, const char *name);

/* --area, as most commands take it. */
#define AREA_OPTION                                                                                \
  {                                                                                                \
    .name = "area", .type = HOST_TEXT, .value = "AREA", .zh = "12位区划代码，默认为本社区",        \
    .en = "area code of 12 digits; the server's own when absent"                                   \
  }

#endif
