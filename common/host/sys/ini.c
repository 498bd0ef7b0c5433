/* SPDX-License-Identifier: Apache-2.0 */
#include "ini.h"

#include "encoding.h"

#include <stdlib.h>
#include <string.h>

static char *trim(char *text) {
  text += strspn(text, " \t\r");
  size_t n = strlen(text);
  while (n > 0 && strchr(" \t\r", text[n - 1]))
    text[--n] = '\0';
  return text;
}

/* Takes off the double quotes around a value that has them. */
static char *unquote(char *value) {
  size_t n = strlen(value);
  if (n < 2 || value[0] != '"' || value[n - 1] != '"') return value;
  value[n - 1] = '\0';
  return value + 1;
}

static bool add(struct host_config *config, struct host_setting setting) {
  struct host_setting *grown =
      reallocarray(config->settings, config->count + 1, sizeof *config->settings);
  if (!grown) return false;
  config->settings = grown;
  config->settings[config->count++] = setting;
  return true;
}

/* One line: TX_OK, TX_MALFORMED, TX_NO_MEMORY. */
static enum tx_reason read_line(struct host_config *config, char *text, const char **section,
                                unsigned line) {
  text = trim(text);
  size_t n = strlen(text);
  if (n == 0 || *text == '#' || *text == ';') return TX_OK;
  if (*text == '[') {
    if (n < 3 || text[n - 1] != ']') return TX_MALFORMED;
    text[n - 1] = '\0';
    *section = trim(text + 1);
    return TX_OK;
  }
  char *equals = strchr(text, '=');
  if (!equals || equals == text) return TX_MALFORMED;
  *equals = '\0';
  struct host_setting setting = {
    .section = *section, .name = trim(text), .value = unquote(trim(equals + 1)), .line = line
  };
  return add(config, setting) ? TX_OK : TX_NO_MEMORY;
}

static enum tx_reason read_lines(struct host_config *config, unsigned *line) {
  const char *section = "";
  char *rest = config->text;
  if (strncmp(rest, "\xef\xbb\xbf", 3) == 0) rest += 3;
  for (*line = 1; rest; ++*line) {
    char *text = strsep(&rest, "\n");
    enum tx_reason reason = read_line(config, text, &section, *line);
    if (reason != TX_OK) return reason;
  }
  return TX_OK;
}

enum tx_reason host_config_read(const char *path, struct host_config *out, unsigned *line) {
  *out = (struct host_config){ 0 };
  *line = 0;
  struct host_bytes bytes;
  enum tx_reason reason = host_file_read(path, HOST_CONFIG_MAX, &bytes);
  if (reason != TX_OK) return reason;
  /* Without a mark bytes stay as they are: who reads a value says which line is no text. */
  if (host_text_has_bom(host_span(&bytes))) reason = host_text_of_people(&bytes);
  out->text = (char *)bytes.p;
  if (reason != TX_OK) return reason;
  out->path = strdup(path);
  if (!out->path) return TX_NO_MEMORY;
  if (strlen(out->text) != bytes.n) return TX_MALFORMED;
  return read_lines(out, line);
}

void host_config_finish(struct host_config *config) {
  free(config->path);
  free(config->text);
  free(config->settings);
  *config = (struct host_config){ 0 };
}
