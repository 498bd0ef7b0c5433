/* SPDX-License-Identifier: Apache-2.0 */
#include "cli_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const struct host_option builtin_options[] = {
  { .name = "help", .type = HOST_FLAG, .zh = "显示帮助", .en = "show this help" },
  { .name = "version", .type = HOST_FLAG, .zh = "显示版本", .en = "show the version" },
  { .name = "lang",
    .type = HOST_CHOICE,
    .value = "zh|en",
    .zh = "界面语言",
    .en = "output language" },
  { .name = "config",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "配置文件",
    .en = "settings file to read" },
  { .name = NULL },
};

const struct host_option *option_in(const struct host_option *table, const char *name, size_t n) {
  for (; table && table->name; table++)
    if (strlen(table->name) == n && memcmp(table->name, name, n) == 0) return table;
  return NULL;
}

const struct host_option *option_find(const struct host_args *args, const char *name, size_t n) {
  const char *today = args_renamed(args->program, name, n);
  if (today != name) return option_find(args, today, strlen(today));
  const struct host_command *command = args_command(args);
  const struct host_option *option = command ? option_in(command->options, name, n) : NULL;
  if (!option) option = option_in(args->program->options, name, n);
  return option ? option : option_in(builtin_options, name, n);
}

bool option_given(const struct host_args *args, const struct host_option *option) {
  for (size_t i = 0; i < args->value_count; i++)
    if (args->values[i].option == option) return true;
  return false;
}

static bool store(struct host_args *args, struct host_value value) {
  if (args->value_count == args->value_cap) {
    size_t cap = args->value_cap * 2 + 8;
    struct host_value *grown = reallocarray(args->values, cap, sizeof *grown);
    if (!grown) return false;
    args->values = grown;
    args->value_cap = cap;
  }
  args->values[args->value_count++] = value;
  return true;
}

static bool is_choice(const char *choices, const char *text) {
  size_t n = strlen(text);
  if (n == 0 || strchr(text, '|')) return false;
  for (const char *c = choices; c; c = strchr(c, '|')) {
    if (*c == '|') c++;
    if (strncmp(c, text, n) == 0 && (c[n] == '|' || c[n] == '\0')) return true;
  }
  return false;
}

static bool is_yes(const char *text, bool *yes) {
  static const char *const words[] = { "no", "yes", "false", "true", "off", "on", "0", "1" };
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (strcasecmp(words[i], text) != 0) continue;
    *yes = i % 2 == 1;
    return true;
  }
  return false;
}

static bool take_int(const struct host_option *option, const char *text, const char *where,
                     int64_t *out) {
  char *end;
  errno = 0;
  long long v = strtoll(text, &end, 10);
  bool bounded = option->min != 0 || option->max != 0;
  if (*text && !*end && errno == 0 && (!bounded || (v >= option->min && v <= option->max))) {
    *out = v;
    return true;
  }
  if (bounded)
    host_fail(0, "%s%s 应为 %lld 到 %lld 的整数，而不是“%s”。",
              "%s%s takes an integer from %lld to %lld, not \"%s\".", where, option->name,
              (long long)option->min, (long long)option->max, text);
  else
    host_fail(0, "%s%s 应为整数，而不是“%s”。", "%s%s takes an integer, not \"%s\".", where,
              option->name, text);
  return false;
}

bool option_take(struct host_args *args, const struct host_option *option, const char *text,
                 const char *where) {
  struct host_value value = { .option = option, .text = text };
  bool yes = true;
  if (option->type == HOST_FLAG && text && !is_yes(text, &yes)) {
    host_fail(0, "%s%s 应为 yes 或 no，而不是“%s”。", "%s%s takes yes or no, not \"%s\".", where,
              option->name, text);
    return false;
  }
  if (option->type == HOST_FLAG && !yes) return true;
  if (option->type == HOST_INT && !take_int(option, text, where, &value.number)) return false;
  if (option->type == HOST_CHOICE && !is_choice(option->value, text)) {
    host_fail(0, "%s%s 应为 %s 之一，而不是“%s”。", "%s%s takes one of %s, not \"%s\".", where,
              option->name, option->value, text);
    return false;
  }
  if (!option->many && option->type != HOST_FLAG && option_given(args, option)) {
    host_fail(0, "%s%s 只能给出一次。", "%s%s may be given only once.", where, option->name);
    return false;
  }
  if (store(args, value)) return true;
  host_fail(0, "内存不足。", "Out of memory.");
  return false;
}

/* --- reading what was given ------------------------------------------------------------------- */

static const struct host_option *must_find(const struct host_args *args, const char *name) {
  const struct host_option *option = option_find(args, name, strlen(name));
  if (option) return option;
  fprintf(stderr, "no option named %s\n", name);
  abort();
}

static const struct host_value *value_of(const struct host_args *args, const char *name, size_t i) {
  const struct host_option *option = must_find(args, name);
  for (size_t v = 0; v < args->value_count; v++)
    if (args->values[v].option == option && i-- == 0) return &args->values[v];
  return NULL;
}

bool host_given(const struct host_args *args, const char *name) {
  return option_given(args, must_find(args, name));
}

bool host_flag(const struct host_args *args, const char *name) {
  return host_given(args, name);
}

const char *host_text(const struct host_args *args, const char *name, const char *fallback) {
  const struct host_value *value = value_of(args, name, 0);
  return value ? value->text : fallback;
}

const char *host_text_at(const struct host_args *args, const char *name, size_t i) {
  const struct host_value *value = value_of(args, name, i);
  return value ? value->text : NULL;
}

const char *host_origin_at(const struct host_args *args, const char *name, size_t i, char *out,
                           size_t cap) {
  const struct host_value *value = value_of(args, name, i);
  out[0] = '\0';
  if (value && value->line) settings_where(args, value->line, out, cap);
  return out;
}

int64_t host_int(const struct host_args *args, const char *name, int64_t fallback) {
  const struct host_value *value = value_of(args, name, 0);
  return value ? value->number : fallback;
}

const struct host_program *host_args_program(const struct host_args *args) {
  return args->program;
}

size_t host_arg_count(const struct host_args *args) {
  return args->positional_count;
}

const char *host_arg(const struct host_args *args, size_t i) {
  return i < args->positional_count ? args->positional[i] : NULL;
}
