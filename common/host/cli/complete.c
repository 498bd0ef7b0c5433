/* SPDX-License-Identifier: Apache-2.0 */
/* What may stand for the word under the cursor: a line a candidate, a tab, what it means; or the
 * one line ":files" where a path belongs. */
#include "cli_internal.h"
#include "host/sys/file.h"

#include <string.h>

static void print_names(const struct host_option *options, const char *begin) {
  for (; options && options->name; options++)
    if (strncmp(options->name, begin, strlen(begin)) == 0)
      printf("--%s\t%s\n", options->name, host_words(options->zh, options->en));
}

static void print_choices(const char *choices, const char *begin) {
  for (const char *c = choices; *c; c += strcspn(c, "|"), c += *c == '|')
    if (strncmp(c, begin, strlen(begin)) == 0) printf("%.*s\t\n", (int)strcspn(c, "|"), c);
}

static void print_value(const struct host_option *option, const char *begin) {
  if (option->type == HOST_PATH) puts(":files");
  if (option->type == HOST_CHOICE) print_choices(option->value, begin);
}

static void print_commands(const struct host_command *commands, const char *begin) {
  for (; commands && commands->name; commands++)
    if (strncmp(commands->name, begin, strlen(begin)) == 0)
      printf("%s\t%s\n", commands->name, host_words(commands->zh, commands->en));
}

static void print_word(const struct host_args *args, const char *begin) {
  const struct host_command *command = args_command(args);
  if (args_next(args)) print_commands(args_next(args), begin);
  if (command && command->run && command->args &&
      (strstr(command->args, "FILE") || strstr(command->args, "DIR")))
    puts(":files");
}

int complete_print(struct host_args *args, int argc, char **argv) {
  const struct host_option *awaiting = NULL;
  for (int i = 0; i + 1 < argc; i++) {
    if (awaiting) {
      awaiting = NULL;
    } else if (strncmp(argv[i], "--", 2) == 0) {
      awaiting = option_find(args, argv[i] + 2, strlen(argv[i] + 2));
      if (awaiting && awaiting->type == HOST_FLAG) awaiting = NULL;
    } else if (args_next(args) && !args_enter(args, argv[i])) {
      return EX_OK;
    }
  }
  const char *begin = argc > 0 ? argv[argc - 1] : "";
  const struct host_command *command = args_command(args);
  if (awaiting) {
    print_value(awaiting, begin);
  } else if (*begin == '-') {
    begin += strspn(begin, "-");
    print_names(command ? command->options : NULL, begin);
    print_names(args->program->options, begin);
    print_names(builtin_options, begin);
  } else {
    print_word(args, begin);
  }
  return EX_OK;
}
