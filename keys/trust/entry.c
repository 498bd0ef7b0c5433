/* SPDX-License-Identifier: Apache-2.0 */
/* One key's description: NAME.json and NAME.pub. */
#include "entry.h"

#include "encode.h"
#include "host/sys/file.h"
#include "host/text/date.h"
#include "host/text/language.h"
#include "host/text/text.h"
#include "host/text/visible.h"
#include "keys/signer/certificate.h"

#include <stdlib.h>

#define FILE_MAX (64u << 10)

bool keys_name_valid(const char *name) {
  size_t n = strlen(name);
  if (n < 1 || n > KEYS_NAME_MAX || *name == '.' || *name == '-') return false;
  char shown[KEYS_NAME_MAX + 1];
  memcpy(shown, name, n + 1);
  bool plain = host_visible_clean(shown, n) == n && host_visible(tx_span_text(name));
  return plain && !strpbrk(name, " /") && strcmp(name, "trust") != 0;
}

/* --- writing ---------------------------------------------------------------------------------- */

static void put_time(json_t *object, const char *name, int64_t at_s) {
  char text[HOST_DATE_SIZE];
  host_date_utc(at_s, text);
  json_object_set_new(object, name, json_string(text));
}

json_t *keys_entry_json(const struct keys_entry *entry) {
  char hash[2 * TX_HASH_SIZE + 1], area[13];
  host_hex(tx_span_of(entry->hash, TX_HASH_SIZE), hash);
  json_t *object = json_pack("{s:s, s:s, s:s, s:s}", "name", entry->name, "use", entry->use->name,
                             "alg", keys_alg_name(entry->alg), "hash", hash);
  if (object && entry->made > 0) put_time(object, "made", entry->made);
  if (!object || keys_is_root(entry)) return object;
  tx_area_format(entry->area, area);
  json_object_set_new(object, "area", json_string(area));
  put_time(object, "sign_from", entry->sign_from);
  put_time(object, "sign_until", entry->sign_until);
  put_time(object, "verify_until", entry->verify_until);
  return object;
}

enum tx_reason keys_entry_write(const char *folder, const struct keys_entry *entry) {
  HOST_FREE char *path = host_path(folder, "%s.json", entry->name);
  json_t *object = keys_entry_json(entry);
  HOST_FREE char *text = object ? json_dumps(object, JSON_INDENT(2)) : NULL;
  json_decref(object);
  if (!path || !text) return TX_NO_MEMORY;
  return host_file_write(path, tx_span_text(text), 0644);
}

enum tx_reason keys_public_write(const char *folder, const struct keys_entry *entry) {
  HOST_FREE char *path = host_path(folder, "%s.pub", entry->name);
  HOST_FREE char *text = keys_pem_encode("PUBLIC KEY", tx_span_of(entry->spki, entry->spki_len));
  if (!path || !text) return TX_NO_MEMORY;
  return host_file_create(path, tx_span_text(text), 0644);
}

/* --- reading ---------------------------------------------------------------------------------- */

static int wrong(const char *path, const char *zh, const char *en) {
  return host_fail(EX_DATAERR, "%s：%s", "%s: %s", path, host_words(zh, en));
}

static bool read_time(const json_t *object, const char *name, int64_t *out) {
  const char *text = json_string_value(json_object_get(object, name));
  return text && host_date_read(text, 0, out);
}

static const char *text_of(const json_t *object, const char *name) {
  const char *text = json_string_value(json_object_get(object, name));
  return text ? text : "";
}

/* What a key needs that is no root. */
static int read_reach(const json_t *object, const char *path, struct keys_entry *out) {
  if (!tx_area_parse(tx_span_text(text_of(object, "area")), &out->area))
    return wrong(path, "area 应为 12 位区划代码。", "area takes a code of 12 digits.");
  if (!read_time(object, "sign_from", &out->sign_from) ||
      !read_time(object, "sign_until", &out->sign_until) ||
      !read_time(object, "verify_until", &out->verify_until))
    return wrong(path, "sign_from、sign_until、verify_until 应为时间，如 2026-01-01T00:00:00Z。",
                 "sign_from, sign_until and verify_until take times such as 2026-01-01T00:00:00Z.");
  return EX_OK;
}

static int read_object(const json_t *object, const char *path, struct keys_entry *out) {
  out->use = keys_use_named(text_of(object, "use"));
  if (!out->use)
    return wrong(path, "use 应为 root、issue、status、policy、certificate 或 seal。",
                 "use takes root, issue, status, policy, certificate or seal.");
  if (json_object_get(object, "made") && !read_time(object, "made", &out->made))
    return wrong(path, "made 应为时间，如 2026-01-01T00:00:00Z。",
                 "made takes a time such as 2026-01-01T00:00:00Z.");
  return keys_is_root(out) ? EX_OK : read_reach(object, path, out);
}

static int read_description(const char *folder, const char *name, struct keys_entry *out) {
  HOST_FREE char *path = host_path(folder, "%s.json", name);
  HOST_BYTES bytes = { 0 };
  enum tx_reason reason = path ? host_file_read(path, FILE_MAX, &bytes) : TX_NO_MEMORY;
  if (reason != TX_OK)
    return host_fail(EX_NOINPUT, "无法读取 %s.json：%s。", "%s.json cannot be read: %s.", name,
                     tx_reason_text(reason, host_lang()));
  json_error_t error;
  json_t *object = json_loadb((const char *)bytes.p, bytes.n, JSON_REJECT_DUPLICATES, &error);
  if (!json_is_object(object)) {
    json_decref(object);
    return host_fail(EX_DATAERR, "%s 第 %d 行不是有效的 JSON。",
                     "%s, line %d: this is no JSON object.", path, error.line > 0 ? error.line : 1);
  }
  int status = read_object(object, path, out);
  json_decref(object);
  return status;
}

static int read_public(const char *folder, const char *name, struct keys_entry *out) {
  HOST_FREE char *path = host_path(folder, "%s.pub", name);
  HOST_BYTES bytes = { 0 };
  enum tx_reason reason = path ? host_file_read(path, FILE_MAX, &bytes) : TX_NO_MEMORY;
  if (reason != TX_OK)
    return host_fail(EX_NOINPUT, "无法读取公钥 %s.pub：%s。",
                     "The public key %s.pub cannot be read: %s.", name,
                     tx_reason_text(reason, host_lang()));
  bool decoded =
      keys_pem_decode(host_span(&bytes), "PUBLIC KEY", out->spki, sizeof out->spki, &out->spki_len);
  struct tx_span spki = tx_span_of(out->spki, out->spki_len);
  out->alg = decoded ? tx_spki_alg(spki) : 0;
  if (out->alg == 0)
    return wrong(path, "应为 PEM 格式的 P-256（未压缩点）、Ed25519 或 SM2 公钥。",
                 "a public key of P-256 (uncompressed point), Ed25519 or SM2 in PEM is wanted.");
  tx_sha256(spki, out->hash);
  return EX_OK;
}

int keys_entry_read(const char *folder, const char *name, struct keys_entry *out) {
  *out = (struct keys_entry){ 0 };
  if (!keys_name_valid(name))
    return host_fail(EX_DATAERR, "“%s”不能作为密钥名：应为 1 到 64 字节，不含空格和斜线。",
                     "\"%s\" cannot name a key: 1 to 64 bytes without blanks or slashes.", name);
  strcpy(out->name, name);
  int status = read_description(folder, name, out);
  return status == EX_OK ? read_public(folder, name, out) : status;
}
