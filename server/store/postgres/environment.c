/* SPDX-License-Identifier: Apache-2.0 */
#include "postgres_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

static size_t count_of(char *const *list) {
  size_t n = 0;
  while (list[n])
    n++;
  return n;
}

/* "PGHOST=…"; false without memory. */
static bool add(char **environment, const PQconninfoOption *option) {
  const size_t room = strlen(option->envvar) + strlen(option->val) + 2;
  char *entry = malloc(room);
  if (!entry) return false;
  snprintf(entry, room, "%s=%s", option->envvar, option->val);
  environment[count_of(environment)] = entry;
  return true;
}

/* Whether where says what an entry of this process says too. */
static bool is_replaced(const char *entry, const PQconninfoOption *options) {
  for (; options->keyword; options++) {
    const size_t n = options->envvar ? strlen(options->envvar) : 0;
    if (options->val && n && strncmp(entry, options->envvar, n) == 0 && entry[n] == '=')
      return true;
  }
  return false;
}

static bool fill(char **environment, const PQconninfoOption *options) {
  for (char **entry = environ; *entry; entry++) {
    if (is_replaced(*entry, options)) continue;
    char *copy = strdup(*entry);
    if (!copy) return false;
    environment[count_of(environment)] = copy;
  }
  for (; options->keyword; options++)
    if (options->val && options->envvar && !add(environment, options)) return false;
  return true;
}

char **postgres_environment(const char *where) {
  PQconninfoOption *options = PQconninfoParse(where, NULL);
  if (!options) return NULL;
  size_t most = count_of(environ) + 1;
  for (const PQconninfoOption *option = options; option->keyword; option++)
    most++;
  char **environment = calloc(most, sizeof *environment);
  if (environment && !fill(environment, options)) {
    postgres_environment_free(environment);
    environment = NULL;
  }
  PQconninfoFree(options);
  return environment;
}

void postgres_environment_free(char **environment) {
  for (char **entry = environment; entry && *entry; entry++) {
    explicit_bzero(*entry, strlen(*entry)); /* a password may be among them */
    free(*entry);
  }
  free(environment);
}
