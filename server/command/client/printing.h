/* SPDX-License-Identifier: Apache-2.0 */
/* Paper, as the commands make it. */
#ifndef SERVER_COMMAND_CLIENT_PRINTING_H
#define SERVER_COMMAND_CLIENT_PRINTING_H

#include "host/cli/command.h"
#include "host/sys/problem.h"
#include "print/paper.h"

/* Whose paper it is; once in server.ini is enough. */
#define PAPER_OPTIONS                                                                              \
  { .name = "place",                                                                               \
    .type = HOST_TEXT,                                                                             \
    .value = "NAME",                                                                               \
    .zh = "印在纸上的社区名称",                                                                    \
    .en = "the community's name, as it is printed" },                                              \
  {                                                                                                \
    .name = "phone", .type = HOST_TEXT, .value = "NUMBER", .zh = "印在纸上的居委会电话",           \
    .en = "the office's telephone, as it is printed"                                               \
  }

/* Where residents apply, printed as a code. */
#define URL_OPTION                                                                                 \
  {                                                                                                \
    .name = "url", .type = HOST_TEXT, .value = "URL", .zh = "居民访问服务器的网址，印成二维码",    \
    .en = "the server's address as residents reach it, printed as a code"                          \
  }

#define PRINTING_PHONE_MAX 32
#define PRINTING_PLACE_MAX 60 /* bytes: twenty Chinese characters */

/* What stands on every sheet. */
struct printing_heading {
  const char *place, *phone;
  const char *url; /* NULL: none */
  int64_t now_s;
};

/* Whether these can stand there; url may be NULL. TX_BAD_ARGUMENT with a sentence. */
enum tx_reason printing_check(const char *place, const char *phone, const char *url,
                              struct host_problem *problem);

/* Makes ready to draw a form to path. EX_OK, or a status having said what is wrong. */
int printing_open(const struct printing_heading *heading, const char *form, const char *path,
                  struct paper **out);

/* The same by the options --place and --phone. */
int printing_begin(const struct host_args *args, const char *form, const char *path,
                   const char *url, struct paper **out);
/* Those of a list, by building and room, numbers in them by size: as somebody walks with them. Only
 * those whose member of that name is true, unless it is NULL. */
void printing_add_by_home(struct paper *paper, const json_t *list, const char *member);
/* Ends it: says what was printed, and on whose paper a character is missing. Nothing is printed and
 * no file made where nothing was added. */
int printing_end(struct paper *paper, const char *path);

#endif
