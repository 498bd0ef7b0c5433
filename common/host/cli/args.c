/* SPDX-License-Identifier: Apache-2.0 */
/* Walking the table of commands by what was given. */
#include "cli_internal.h"

#include <string.h>

const struct host_command *args_next(const struct host_args *args) {
  const struct host_command *command = args_command(args);
  return command ? command->commands : args->program->commands;
}

const char *args_renamed(const struct host_program *program, const char *name, size_t n) {
  for (const struct host_renamed *row = program->renamed; row && row->was; row++)
    if (strlen(row->was) == n && memcmp(row->was, name, n) == 0) return row->is;
  return name;
}

bool args_enter(struct host_args *args, const char *name) {
  name = args_renamed(args->program, name, strlen(name));
  const struct host_command *next = args_next(args);
  for (; next && next->name; next++) {
    if (strcmp(next->name, name) != 0 || args->depth == COMMAND_DEPTH) continue;
    args->path[args->depth++] = next;
    return true;
  }
  return false;
}

void args_path(const struct host_args *args, char *out, size_t cap) {
  size_t len = 0;
  out[0] = '\0';
  for (size_t i = 0; i < args->depth && len < cap; i++)
    len += (size_t)snprintf(out + len, cap - len, "%s%s", i > 0 ? " " : "", args->path[i]->name);
}

void args_bounds(const char *spec, size_t *min, size_t *max) {
  *min = *max = 0;
  for (const char *word = spec; word && *word; word += strcspn(word, " "), word += *word == ' ') {
    size_t n = strcspn(word, " ");
    bool optional = *word == '[';
    bool many = memmem(word, n, "…", strlen("…")) != NULL || memmem(word, n, "...", 3) != NULL;
    if (!optional) ++*min;
    *max = many ? SIZE_MAX : *max + 1;
    if (many) return;
  }
}

void settings_where(const struct host_args *args, unsigned line, char *out, size_t cap) {
  snprintf(out, cap, host_words("%s 第 %u 行：", "%s, line %u: "), args->config.path, line);
}
