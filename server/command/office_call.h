/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a command reaches the office: through the running server's socket, or, when none runs, by
 * opening the data folder itself under its lock.
 */
#ifndef SERVER_COMMAND_OFFICE_CALL_H
#define SERVER_COMMAND_OFFICE_CALL_H

#include "host/sys/problem.h"
#include "host/cli/command.h"
#include "host/sys/file.h"

#include <jansson.h>

/* Runs a command of the office (api/admin.h); takes in over. EX_OK and *out, or a status having
 * said in one sentence what is wrong. */
int office_call(const struct host_args *args, const char *name, json_t *in, json_t **out);

/* Says a problem and returns the exit status that fits. */
int command_problem(const struct host_problem *problem);

const char *command_data_dir(const struct host_args *args);
int64_t command_now(const struct host_args *args); /* --now, else the clock */

/* Prints JSON, one line or indented at a terminal. */
void command_print_json(const json_t *json);

/* Reads a file, saying what is wrong. */
int command_read_file(const char *path, size_t max, struct host_bytes *out);
/* Reads a CSV file as UTF-8 into a JSON string. */
int command_read_csv(const char *path, json_t **out);
/* A public key given as base64, or as a file that holds base64 or PEM: base64 without line breaks.
 */
int command_read_key(const char *word, char *out, size_t cap);

/* {"area": …} when --area was given; the start of most commands' input. */
json_t *command_input(const struct host_args *args);

/* Prints the errors of an import, a line each. */
void command_print_errors(const json_t *result);

#endif
