/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/printing.h"
#include "command/client/shared.h"

static int print_poster(const struct host_args *args, const char *form) {
  PAPER poster = NULL;
  const char *path = host_arg(args, 0);
  json_t *nothing = json_object();
  int status = printing_begin(args, form, path, host_text(args, "url", NULL), &poster);
  if (status == EX_OK) {
    paper_add(poster, nothing);
    status = printing_end(poster, path);
  }
  json_decref(nothing);
  return status;
}

static int run_gate(const struct host_args *args) {
  return print_poster(args, "poster-gate");
}

static int run_apply(const struct host_args *args) {
  if (!host_given(args, "url"))
    return host_fail(EX_USAGE, "请用 --url 给出居民访问服务器的网址。",
                     "Please give the server's address, as residents reach it, by --url.");
  return print_poster(args, "poster-apply");
}

static const struct host_option poster_options[] = { PAPER_OPTIONS, URL_OPTION, { 0 } };

static const struct host_command poster_commands[] = {
  { .name = "gate",
    .args = "FILE",
    .zh = "贴在门口：怎样过闸",
    .en = "for a gate: how to pass",
    .options = poster_options,
    .run = run_gate },
  { .name = "apply",
    .args = "FILE",
    .zh = "贴在楼下：在这里领证",
    .en = "for a notice board: apply here",
    .options = poster_options,
    .run = run_apply },
  { 0 },
};

const struct host_command command_poster = {
  .name = "poster",
  .zh = "印海报（PDF，A4）",
  .en = "print posters: an A4 page as PDF",
  .commands = poster_commands,
};
