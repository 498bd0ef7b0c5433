/* SPDX-License-Identifier: Apache-2.0 */
#include "cli_internal.h"

#include "host/text/screen.h"

#include <string.h>

#define LEFT_COLUMNS 28

/* Words stand in one column; behind what is longer they begin a line. */
static void print_left(const char *left, FILE *out) {
  fputs("  ", out);
  host_screen_print(out, left, LEFT_COLUMNS);
  if (host_screen_columns(left) > LEFT_COLUMNS) fprintf(out, "\n%*s", LEFT_COLUMNS + 2, "");
  fputc(' ', out);
}

static void print_option(const struct host_option *option, FILE *out) {
  char left[96];
  bool flag = option->type == HOST_FLAG;
  snprintf(left, sizeof left, "--%s%s%s", option->name, flag ? "" : " ", flag ? "" : option->value);
  print_left(left, out);
  fprintf(out, "%s%s\n", host_words(option->zh, option->en),
          option->many ? host_words("（可多次给出）", " (may be repeated)") : "");
}

static void print_options(const struct host_option *options, FILE *out) {
  for (; options && options->name; options++)
    print_option(options, out);
}

/* A hidden group or command has no words. */
static void print_commands(const struct host_command *commands, FILE *out) {
  fprintf(out, "\n%s\n", host_words("命令：", "Commands:"));
  for (; commands && commands->name; commands++) {
    char left[96];
    const char *args = commands->commands ? "…" : commands->args ? commands->args : "";
    snprintf(left, sizeof left, "%s%s%s", commands->name, *args ? " " : "", args);
    print_left(left, out);
    fprintf(out, "%s\n", host_words(commands->zh, commands->en));
  }
}

void help_print(const struct host_args *args, FILE *out) {
  const struct host_command *command = args_command(args);
  const struct host_command *next = args_next(args);
  char path[128];
  args_path(args, path, sizeof path);
  fprintf(out, "%s%s%s%s%s%s%s\n\n%s\n", host_words("用法：", "Usage: "), args->program->name,
          *path ? " " : "", path, next ? host_words(" 命令", " COMMAND") : "",
          command && command->args ? (next ? "|" : " ") : "",
          command && command->args ? command->args : "",
          command ? host_words(command->zh, command->en)
                  : host_words(args->program->zh, args->program->en));
  if (next) print_commands(next, out);
  fprintf(out, "\n%s\n", host_words("选项：", "Options:"));
  print_options(command ? command->options : NULL, out);
  print_options(args->program->options, out);
  print_options(builtin_options, out);
}
