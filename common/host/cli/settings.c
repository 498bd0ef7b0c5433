/* SPDX-License-Identifier: Apache-2.0 */
/* The INI file as a second source of options. */
#include "cli_internal.h"
#include "host/sys/file.h"

#include <string.h>

static int unreadable(const char *path, enum tx_reason reason, unsigned line) {
  if (reason == TX_MALFORMED)
    return host_fail(EX_CONFIG, "%s 第 %u 行：应为“名称 = 值”或“[小节]”。",
                     "%s, line %u: this is neither `name = value` nor `[section]`.", path, line);
  return host_fail(EX_NOINPUT, "无法读取配置文件 %s：%s。",
                   "The settings file %s cannot be read: %s.", path,
                   tx_reason_text(reason, host_lang()));
}

/* Whether any command below takes an option of this name; only those of one path when section is
 * not empty. */
static const struct host_option *known_in(const struct host_command *commands, const char *section,
                                          const char *name) {
  const struct host_option *found = NULL;
  for (; commands && commands->name && !found; commands++) {
    size_t n = strlen(commands->name);
    bool whole = strcmp(section, commands->name) == 0;
    bool below = strncmp(section, commands->name, n) == 0 && section[n] == ' ';
    if (*section == '\0' || whole) found = option_in(commands->options, name, strlen(name));
    if (!found && (*section == '\0' || below))
      found = known_in(commands->commands, below ? section + n + 1 : section, name);
  }
  return found;
}

static bool section_known(const struct host_command *commands, const char *section) {
  for (; commands && commands->name; commands++) {
    size_t n = strlen(commands->name);
    if (strcmp(section, commands->name) == 0) return true;
    if (strncmp(section, commands->name, n) == 0 && section[n] == ' ' &&
        section_known(commands->commands, section + n + 1))
      return true;
  }
  return false;
}

static int check(const struct host_args *args, const struct host_setting *s) {
  const struct host_program *program = args->program;
  const char *path = args->config.path;
  if (*s->section && !section_known(program->commands, s->section))
    return host_fail(EX_CONFIG, "%s 第 %u 行：没有 [%s] 这一小节。",
                     "%s, line %u: there is no section [%s].", path, s->line, s->section);
  const char *name = args_renamed(program, s->name, strlen(s->name));
  if (strcmp(name, "lang") == 0 || option_in(program->options, name, strlen(name)) ||
      known_in(program->commands, s->section, name))
    return EX_OK;
  return host_fail(EX_CONFIG, "%s 第 %u 行：没有“%s”这个设置。",
                   "%s, line %u: there is no setting \"%s\".", path, s->line, s->name);
}

/* Values of a path's own section stand before those of the file's head. */
static int take_section(struct host_args *args, const char *section, size_t given) {
  for (size_t i = 0; i < args->config.count; i++) {
    const struct host_setting *s = &args->config.settings[i];
    const struct host_option *option = option_find(args, s->name, strlen(s->name));
    if (strcmp(s->section, section) != 0 || !option) continue;
    struct host_args before = { .values = args->values, .value_count = given };
    if (option_given(&before, option)) continue;
    char where[512];
    size_t taken = args->value_count;
    settings_where(args, s->line, where, sizeof where);
    if (!option_take(args, option, s->value, where)) return EX_CONFIG;
    if (args->value_count > taken) args->values[taken].line = s->line;
    if (strcmp(s->name, "lang") == 0) host_lang_set(s->value);
  }
  return EX_OK;
}

int settings_take(struct host_args *args) {
  const char *path = host_text(args, "config", NULL);
  if (!path && (!args->program->config || !host_file_exists(args->program->config))) return EX_OK;
  if (!path) path = args->program->config;
  unsigned line = 0;
  enum tx_reason reason = host_config_read(path, &args->config, &line);
  if (reason != TX_OK) return unreadable(path, reason, line);
  int status = EX_OK;
  for (size_t i = 0; i < args->config.count && status == EX_OK; i++)
    status = check(args, &args->config.settings[i]);
  char section[128];
  args_path(args, section, sizeof section);
  if (status == EX_OK) status = take_section(args, section, args->value_count);
  return status == EX_OK ? take_section(args, "", args->value_count) : status;
}
