/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the command line share. Private to common/host. */
#ifndef HOST_COMMAND_PARTS_H
#define HOST_COMMAND_PARTS_H

#include "command.h"
#include "host/sys/ini.h"

#include <stdio.h>

#define COMMAND_DEPTH 4

struct host_value {
  const struct host_option *option;
  const char *text; /* NULL for a flag */
  int64_t number;
  unsigned line; /* of the settings file; 0: from the command line */
};

struct host_args {
  const struct host_program *program;
  const struct host_command *path[COMMAND_DEPTH]; /* from the outermost group to the command */
  size_t depth;                                   /* 0: no command named yet */
  const char **positional;
  size_t positional_count;
  struct host_value *values;
  size_t value_count, value_cap;
  bool help, version;
  struct host_config config;
};

/* Options that every program takes: help, version, lang, config. */
extern const struct host_option builtin_options[];

/* The innermost command named so far; NULL at the top. */
static inline const struct host_command *args_command(const struct host_args *args) {
  return args->depth > 0 ? args->path[args->depth - 1] : NULL;
}

/* The commands that may come next; NULL when none may. */
const struct host_command *args_next(const struct host_args *args);
/* Goes down to the named one of args_next; false when there is none. */
bool args_enter(struct host_args *args, const char *name);
/* The name of today of a command or option, n bytes; name itself where it has no other. */
const char *args_renamed(const struct host_program *program, const char *name, size_t n);
/* "gate add" */
void args_path(const struct host_args *args, char *out, size_t cap);

/* An option of this name in one table; NULL when it has none. */
const struct host_option *option_in(const struct host_option *table, const char *name, size_t n);
/* An option of the command, of the program, or of every program. */
const struct host_option *option_find(const struct host_args *args, const char *name, size_t n);
/* Checks a value by its option's type; says what is wrong, with where before it, and returns false.
 */
bool option_take(struct host_args *args, const struct host_option *option, const char *text,
                 const char *where);
/* "FILE, line N: " */
void settings_where(const struct host_args *args, unsigned line, char *out, size_t cap);
bool option_given(const struct host_args *args, const struct host_option *option);

/* Reads the INI file and takes what the command line did not give. EX_OK, EX_CONFIG, EX_NOINPUT. */
int settings_take(struct host_args *args);

/* How many arguments a command takes, by its args: "AREA [KEY]" is 1 to 2, "FILE…" 1 to any. */
void args_bounds(const char *spec, size_t *min, size_t *max);

/* The best of a table's names for a mistyped one; NULL when none is near. */
const char *nearest_command(const struct host_command *commands, const char *name);
const char *nearest_option(const struct host_args *args, const char *name, size_t n);

void help_print(const struct host_args *args, FILE *out);
int complete_print(struct host_args *args, int argc, char **argv);

#endif
