/* SPDX-License-Identifier: Apache-2.0 */
#include "command.h"

#include "cli_internal.h"
#include "host/sys/file.h"
#include "host/text/text.h"

#include <stdlib.h>
#include <string.h>

/* --- did you mean ----------------------------------------------------------------------------- */

struct nearest {
  const char *name;
  size_t distance;
};

static void weigh(struct nearest *best, const char *candidate, const char *given) {
  size_t distance = host_distance(candidate, given);
  if (distance > 1 + strlen(given) / 3 || (best->name && distance >= best->distance)) return;
  *best = (struct nearest){ candidate, distance };
}

const char *nearest_command(const struct host_command *commands, const char *name) {
  struct nearest best = { 0 };
  for (; commands && commands->name; commands++)
    weigh(&best, commands->name, name);
  return best.name;
}

const char *nearest_option(const struct host_args *args, const char *name, size_t n) {
  struct nearest best = { 0 };
  HOST_FREE char *given = strndup(name, n);
  const struct host_command *command = args_command(args);
  const struct host_option *tables[] = { command ? command->options : NULL, args->program->options,
                                         builtin_options };
  for (size_t t = 0; given && t < sizeof tables / sizeof *tables; t++)
    for (const struct host_option *option = tables[t]; option && option->name; option++)
      weigh(&best, option->name, given);
  return best.name;
}

/* --- reading the command line ----------------------------------------------------------------- */

static int unknown_command(const struct host_args *args, const char *word) {
  const char *near = nearest_command(args_next(args), word);
  if (near)
    return host_fail(EX_USAGE, "没有“%s”这个命令。是不是要用“%s”？",
                     "There is no command \"%s\". Did you mean \"%s\"?", word, near);
  return host_fail(EX_USAGE, "没有“%s”这个命令。用 --help 查看全部命令。",
                   "There is no command \"%s\". See --help for those there are.", word);
}

static int unknown_option(const struct host_args *args, const char *name, size_t n) {
  const char *near = nearest_option(args, name, n);
  if (near)
    return host_fail(EX_USAGE, "没有 --%.*s 这个选项。是不是要用 --%s？",
                     "There is no option --%.*s. Did you mean --%s?", (int)n, name, near);
  return host_fail(EX_USAGE, "没有 --%.*s 这个选项。用 --help 查看全部选项。",
                   "There is no option --%.*s. See --help for those there are.", (int)n, name);
}

/* One option at argv[*i]; moves past its value. */
static int read_option(struct host_args *args, int argc, char **argv, int *i) {
  const char *name = argv[*i] + 2;
  size_t n = strcspn(name, "=");
  const char *text = name[n] == '=' ? name + n + 1 : NULL;
  const struct host_option *option = option_find(args, name, n);
  if (!option) return unknown_option(args, name, n);
  if (option == option_in(builtin_options, "help", 4)) args->help = true;
  if (option == option_in(builtin_options, "version", 7)) args->version = true;
  if (option->type != HOST_FLAG && !text && ++*i < argc) text = argv[*i];
  if (option->type != HOST_FLAG && !text)
    return host_fail(EX_USAGE, "--%s 后面缺少 %s。", "--%s lacks its %s.", option->name,
                     option->value);
  return option_take(args, option, text, "--") ? EX_OK : EX_USAGE;
}

static int read_word(struct host_args *args, const char *word) {
  const struct host_command *command = args_command(args);
  bool own = command && command->run;
  if (args_next(args) && !args->positional_count && args_enter(args, word)) return EX_OK;
  if (args_next(args) && !own) return unknown_command(args, word);
  args->positional[args->positional_count++] = word;
  return EX_OK;
}

static int read_line(struct host_args *args, int argc, char **argv) {
  bool options = true;
  for (int i = 1; i < argc; i++) {
    int status;
    if (options && strcmp(argv[i], "--") == 0) {
      options = false;
      continue;
    }
    if (options && strcmp(argv[i], "-h") == 0) {
      args->help = true;
      continue;
    }
    if (options && argv[i][0] == '-' && argv[i][1] == '-')
      status = read_option(args, argc, argv, &i);
    else if (options && argv[i][0] == '-' && argv[i][1] != '\0')
      status = host_fail(EX_USAGE, "没有 %s 这个选项：选项以两个连字符开头。",
                         "There is no option %s: options begin with two hyphens.", argv[i]);
    else
      status = read_word(args, argv[i]);
    if (status != EX_OK) return status;
  }
  return EX_OK;
}

static int check_count(const struct host_args *args) {
  const struct host_command *command = args_command(args);
  size_t min, max;
  args_bounds(command->args, &min, &max);
  if (args->positional_count >= min && args->positional_count <= max) return EX_OK;
  char path[128];
  args_path(args, path, sizeof path);
  if (args->positional_count > max)
    return host_fail(EX_USAGE, "“%s”是多余的。用法：%s %s%s%s",
                     "\"%s\" is one too many. Usage: %s %s%s%s", args->positional[max],
                     args->program->name, path, command->args ? " " : "",
                     command->args ? command->args : "");
  return host_fail(EX_USAGE, "缺少参数。用法：%s %s %s", "An argument is missing. Usage: %s %s %s",
                   args->program->name, path, command->args);
}

/* --- running ---------------------------------------------------------------------------------- */

static int run(struct host_args *args, int argc, char **argv) {
  int status = read_line(args, argc, argv);
  if (status != EX_OK) return status;
  if (args->version) {
    printf("%s %s\n", args->program->name, TX_VERSION);
    return EX_OK;
  }
  const struct host_command *command = args_command(args);
  bool usage = !args->help && (!command || !command->run);
  if (args->help || usage) {
    help_print(args, usage ? stderr : stdout);
    return usage ? EX_USAGE : EX_OK;
  }
  status = check_count(args);
  if (status == EX_OK) status = settings_take(args);
  return status == EX_OK ? command->run(args) : status;
}

/* Before anything can go wrong in the other language. */
static void set_language(int argc, char **argv) {
  for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
    if (strncmp(argv[i], "--lang=", 7) == 0) host_lang_set(argv[i] + 7);
    if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc) host_lang_set(argv[i + 1]);
  }
}

static void finish(struct host_args *args) {
  free(args->positional);
  free(args->values);
  host_config_finish(&args->config);
}

int host_program_run(const struct host_program *program, int argc, char **argv) {
  __attribute__((cleanup(finish))) struct host_args args = { .program = program };
  set_language(argc, argv);
  args.positional = calloc((size_t)argc + 1, sizeof *args.positional);
  if (!args.positional) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  if (argc > 1 && strcmp(argv[1], "--complete") == 0)
    return complete_print(&args, argc - 2, argv + 2);
  return run(&args, argc, argv);
}
