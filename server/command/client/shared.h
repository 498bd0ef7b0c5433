/* SPDX-License-Identifier: Apache-2.0 */
/* What the commands share: settings, files, keys, JSON on the terminal. */
#ifndef SERVER_COMMAND_CLIENT_SHARED_H
#define SERVER_COMMAND_CLIENT_SHARED_H

#include "daemon/open.h"
#include "host/cli/command.h"
#include "host/sys/file.h"
#include "host/sys/problem.h"

#include <jansson.h>

/* Says a problem and returns the exit status that fits. */
int command_problem(const struct host_problem *problem);

const char *command_data_dir(const struct host_args *args);
struct server_place command_place(const struct host_args *args);
int64_t command_now(const struct host_args *args); /* --now, else the clock */

/* Prints JSON, one line or indented at a terminal. */
void command_print_json(const json_t *json);

/* The path of a policy's resource with --end in its query, and one more option that may be NULL,
 * where they were given; malloc'd. */
char *command_policy_path(const struct host_args *args, const char *path, const char *other);
/* The findings of a check, or of what was published in spite of them. */
void command_print_findings(const json_t *result);

/* Who may second what was asked for; or that it was asked for before. */
void command_print_seconders(const json_t *request);
/* Prints what was asked for and waits, unless it went wrong; takes out over. Returns status. */
int command_answer_asked(const struct host_args *args, int status, json_t *out);
/* That a policy waits for another body, by the answer to asking for it. */
void command_print_asked(const json_t *result);

#define END_OPTION                                                                                 \
  {                                                                                                \
    .name = "end", .type = HOST_TEXT, .value = "ORDER", .many = true,                              \
    .zh = "随之终止的现行文件（文号或编号，all为全部）",                                           \
    .en = "an order in force that ends with it, by document or id, or \"all\""                     \
  }

/* How the clock stands, in a line or more. */
void command_print_clock(const json_t *clock);

/* Reads a file, saying what is wrong. */
int command_read_file(const char *path, size_t max, struct host_bytes *out);
/* The same for JSON that a person wrote: its encoding turned to UTF-8, curly quotes named by line.
 */
int command_read_json(const char *path, size_t max, struct host_bytes *out);
/* A public key given as base64, or as a file that holds base64 or PEM: base64 without line breaks.
 */
int command_read_key(const char *word, char *out, size_t cap);

/* The first line of --password-file, up to 256 bytes and a terminator; the caller cleanses it. */
int command_password(const struct host_args *args, char out[257]);

/* {"area": …} when --area was given; the start of most commands' input. */
json_t *command_input(const struct host_args *args);

/* The words of "test,swab" as an array. */
json_t *command_split(const char *text);

/* Members of an answer: "" and 0 where they are absent. */
const char *text_of(const json_t *json, const char *name);
long long number_of(const json_t *json, const char *name);

/* Draws the code of a pass, as --png, --svg and --terminal say. */
int command_draw(const struct host_args *args, const json_t *pass);
#define DRAW_OPTIONS                                                                               \
  { .name = "png",                                                                                 \
    .type = HOST_PATH,                                                                             \
    .value = "FILE",                                                                               \
    .zh = "二维码画成PNG",                                                                         \
    .en = "draw the code as PNG" },                                                                \
      { .name = "svg",                                                                             \
        .type = HOST_PATH,                                                                         \
        .value = "FILE",                                                                           \
        .zh = "二维码画成SVG",                                                                     \
        .en = "draw the code as SVG" },                                                            \
  {                                                                                                \
    .name = "terminal", .type = HOST_FLAG, .zh = "二维码画在终端上",                               \
    .en = "draw the code on the terminal"                                                          \
  }

/* --area, as most commands take it. */
#define AREA_OPTION                                                                                \
  {                                                                                                \
    .name = "area", .type = HOST_TEXT, .value = "AREA", .zh = "12位区划代码，默认为本社区",        \
    .en = "area code of 12 digits; the server's own when absent"                                   \
  }

#endif
