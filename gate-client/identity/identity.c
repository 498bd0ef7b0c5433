/* SPDX-License-Identifier: Apache-2.0 */
#include "identity.h"

#include "host/sys/file.h"
#include "host/sys/ini.h"
#include "host/text/text.h"
#include "host/text/visible.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define KEY_MAX 4096

void gate_identity_finish(struct gate_identity *identity) {
  tx_signer_destroy(identity->key);
  identity->key = NULL;
}

/* --- gate.ini ------------------------------------------------------------------------------------
 */

static bool set_area(struct gate_identity *out, const char *value) {
  return tx_area_parse(tx_span_text(value), &out->area);
}

static bool set_kind(struct gate_identity *out, const char *value) {
  int kind = tx_gate_kind_find(value);
  out->kind = (enum tx_gate_kind)kind;
  return kind >= 0;
}

static bool set_direction(struct gate_identity *out, const char *value) {
  int direction = tx_direction_find(value);
  out->direction = (enum tx_direction)direction;
  return direction >= 0;
}

static bool set_attended(struct gate_identity *out, const char *value) {
  out->attended = strcmp(value, "yes") == 0;
  return out->attended || strcmp(value, "no") == 0;
}

/* A text of another encoding would spoil every event that it stands in, one with invisible
 * characters every screen. */
static bool set_text(char *to, size_t cap, const char *value) {
  HOST_FREE char *text = strdup(value);
  if (!text || !tx_utf8_valid(tx_span_text(text))) return false;
  host_visible_clean(text, strlen(text));
  return (size_t)snprintf(to, cap, "%s", text) < cap;
}

/* It has to come back out of gate.ini as it went in. */
static bool is_plain(const char *text) {
  return !strchr(text, '"') && host_visible(tx_span_text(text));
}

bool gate_name_set(struct gate_identity *out, const char *value) {
  return set_text(out->name, sizeof out->name, value) && is_plain(out->name);
}

bool gate_phone_set(struct gate_identity *out, const char *value) {
  return set_text(out->phone, sizeof out->phone, value) && is_plain(out->phone);
}

static bool set_station(struct gate_identity *out, const char *value) {
  return set_text(out->station, sizeof out->station, value);
}

static bool set_server(struct gate_identity *out, const char *value) {
  return set_text(out->server, sizeof out->server, value);
}

static bool set_root(struct gate_identity *out, const char *value) {
  return host_unhex(value, out->pin.root, TX_HASH_SIZE);
}

static bool set_seq(struct gate_identity *out, const char *value) {
  char *end;
  out->pin.seq = strtoull(value, &end, 10);
  return *value >= '0' && *value <= '9' && !*end;
}

static bool set_tls(struct gate_identity *out, const char *value) {
  out->has_tls = true;
  return host_unhex(value, out->tls, TX_HASH_SIZE);
}

static const struct {
  const char *name;
  bool (*set)(struct gate_identity *out, const char *value);
  bool required;
} settings[] = {
  { "area", set_area, true },           { "kind", set_kind, true },
  { "direction", set_direction, true }, { "root", set_root, true },
  { "trust_seq", set_seq, true },       { "attended", set_attended, false },
  { "name", gate_name_set, false },     { "station", set_station, false },
  { "server", set_server, false },      { "server_tls", set_tls, false },
  { "phone", gate_phone_set, false },
};
#define SETTINGS (sizeof settings / sizeof *settings)

static enum tx_reason apply(const struct host_setting *setting, const char *path,
                            struct gate_identity *out, unsigned *seen, struct host_problem *error) {
  for (size_t i = 0; i < SETTINGS; i++) {
    if (strcmp(settings[i].name, setting->name) != 0) continue;
    *seen |= 1u << i;
    if (settings[i].set(out, setting->value)) return TX_OK;
    return host_problem_set(error, TX_MALFORMED, "%s 第%u行：%s 的值“%s”无法使用",
                            "%s, line %u: %s cannot be \"%s\"", path, setting->line, setting->name,
                            setting->value);
  }
  return host_problem_set(error, TX_MALFORMED, "%s 第%u行：没有名为“%s”的设置",
                          "%s, line %u: there is no setting \"%s\"", path, setting->line,
                          setting->name);
}

static enum tx_reason apply_all(const struct host_config *config, const char *path,
                                struct gate_identity *out, struct host_problem *error) {
  unsigned seen = 0;
  for (size_t i = 0; i < config->count; i++) {
    enum tx_reason reason = apply(&config->settings[i], path, out, &seen, error);
    if (reason != TX_OK) return reason;
  }
  for (size_t i = 0; i < SETTINGS; i++) {
    if (!settings[i].required || seen & 1u << i) continue;
    return host_problem_set(error, TX_MALFORMED, "%s：缺少设置 %s", "%s: the setting %s is missing",
                            path, settings[i].name);
  }
  return TX_OK;
}

static enum tx_reason load_settings(const char *dir, struct gate_identity *out,
                                    struct host_problem *error) {
  unsigned line = 0;
  HOST_CONFIG config = { 0 };
  HOST_FREE char *path = host_path(dir, "gate.ini");
  if (!path) return TX_NO_MEMORY;
  enum tx_reason reason = host_config_read(path, &config, &line);
  if (reason == TX_OK) return apply_all(&config, path, out, error);
  if (reason == TX_NOT_FOUND)
    host_problem_set(error, reason, "%s 中没有门禁，请先运行 tongxing-gate init",
                     "There is no gate in %s, run tongxing-gate init first", dir);
  else if (line)
    host_problem_set(error, reason, "%s 第%u行既不是设置也不是分节",
                     "%s, line %u: neither a setting nor a section", path, line);
  else
    host_problem_set(error, reason, "%s：%s", "%s: %s", path, tx_reason_text(reason, "en"));
  return reason;
}

/* --- gate.key ------------------------------------------------------------------------------------
 */

static void take_name(struct gate_identity *identity) {
  tx_gate_name(identity->key->hash, identity->id);
  if (!identity->station[0])
    snprintf(identity->station, sizeof identity->station, "%s", identity->id);
}

static enum tx_reason load_key(const char *dir, struct gate_identity *out,
                               struct host_problem *error) {
  struct stat stat_;
  HOST_SECRET pem = { 0 };
  HOST_FREE char *path = host_path(dir, "gate.key");
  if (!path) return TX_NO_MEMORY;
  if (stat(path, &stat_) == 0 && stat_.st_mode & 077)
    return host_problem_set(error, TX_BAD_KEY, "%s 可被他人读取，请运行 chmod 600",
                            "%s can be read by others, run chmod 600", path);
  enum tx_reason reason = host_file_read_regular(path, KEY_MAX, &pem);
  if (reason == TX_OK) reason = tx_key_read_pem(host_span(&pem), (struct tx_span){ 0 }, &out->key);
  if (reason != TX_OK)
    host_problem_set(error, reason, "%s：密钥无法读取", "%s: the key cannot be read", path);
  else
    take_name(out);
  return reason;
}

enum tx_reason gate_identity_load(const char *dir, struct gate_identity *out,
                                  struct host_problem *error) {
  *out = (struct gate_identity){ .attended = true };
  enum tx_reason reason = load_settings(dir, out, error);
  return reason == TX_OK ? load_key(dir, out, error) : reason;
}

/* --- making one ----------------------------------------------------------------------------------
 */

static enum tx_reason write_key(const char *dir, struct gate_identity *identity) {
  char pem[KEY_MAX];
  size_t n;
  identity->key = tx_key_generate(TX_ALG_ES256);
  HOST_FREE char *path = host_path(dir, "gate.key");
  if (!identity->key || !path) return TX_NO_MEMORY;
  enum tx_reason reason =
      tx_key_write_pem(identity->key, (struct tx_span){ 0 }, pem, sizeof pem, &n);
  if (reason == TX_OK) reason = host_file_create(path, tx_span_of(pem, n), 0600);
  tx_cleanse(pem, sizeof pem);
  if (reason == TX_OK) take_name(identity);
  return reason;
}

static enum tx_reason write_settings(const char *dir, const struct gate_identity *identity) {
  char root[65], tls[65] = "", text[2048], area[13];
  host_hex(tx_span_of(identity->pin.root, TX_HASH_SIZE), root);
  if (identity->has_tls) host_hex(tx_span_of(identity->tls, TX_HASH_SIZE), tls);
  tx_area_format(identity->area, area);
  int n = snprintf(text, sizeof text,
                   "# %s\narea = %s\nkind = %s\ndirection = %s\nattended = %s\nphone = \"%s\"\n"
                   "name = \"%s\"\n"
                   "root = %s\ntrust_seq = %" PRIu64 "\n%s%s\n%s%s\n",
                   identity->id, area, tx_gate_kind_word(identity->kind),
                   tx_direction_word(identity->direction), identity->attended ? "yes" : "no",
                   identity->phone, identity->name, root, identity->pin.seq,
                   identity->server[0] ? "server = " : "", identity->server,
                   identity->has_tls ? "server_tls = " : "", tls);
  HOST_FREE char *path = host_path(dir, "gate.ini");
  if (!path) return TX_NO_MEMORY;
  return host_file_write(path, tx_span_of(text, (size_t)n), 0644);
}

static enum tx_reason explain_create(const char *dir, enum tx_reason reason,
                                     struct host_problem *error) {
  if (reason == TX_CONFLICT)
    host_problem_set(error, reason, "%s 已是一台门禁，重设前请先清空该目录",
                     "%s is a gate already, empty the folder first to set it up anew", dir);
  else if (reason != TX_OK)
    host_problem_set(error, reason, "%s 无法写入", "%s cannot be written", dir);
  return reason;
}

bool gate_identity_exists(const char *dir) {
  HOST_FREE char *path = host_path(dir, "gate.ini");
  return path && host_file_exists(path);
}

enum tx_reason gate_identity_begin(const char *dir, struct gate_identity *identity,
                                   struct host_problem *error) {
  if (!is_plain(identity->name))
    return host_problem_set(error, TX_BAD_ARGUMENT, "门禁名称应为 UTF-8 文字，不含引号和换行",
                            "a gate's name is UTF-8 text without quotes and line ends");
  if (gate_identity_exists(dir)) return explain_create(dir, TX_CONFLICT, error);
  enum tx_reason reason = host_mkdirs(dir, 0700);
  if (reason == TX_OK) reason = write_key(dir, identity);
  if (reason != TX_CONFLICT) return explain_create(dir, reason, error);
  tx_signer_destroy(identity->key);
  identity->key = NULL;
  return load_key(dir, identity, error);
}

enum tx_reason gate_identity_settle(const char *dir, const struct gate_identity *identity,
                                    struct host_problem *error) {
  return explain_create(dir, write_settings(dir, identity), error);
}

enum tx_reason gate_identity_create(const char *dir, struct gate_identity *identity,
                                    struct host_problem *error) {
  enum tx_reason reason = gate_identity_begin(dir, identity, error);
  return reason == TX_OK ? gate_identity_settle(dir, identity, error) : reason;
}
