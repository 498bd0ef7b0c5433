/* SPDX-License-Identifier: Apache-2.0 */
/* A token found by its URI, and a session on it. */
#include "token.h"

#include <stdlib.h>
#include <string.h>

/* --- words ------------------------------------------------------------------------------------ */

void token_label(const struct token *token, char out[33]) {
  size_t n = sizeof token->info.label;
  while (n > 0 && token->info.label[n - 1] == ' ')
    n--;
  memcpy(out, token->info.label, n);
  out[n] = '\0';
}

enum tx_reason token_refused(struct host_problem *problem, const struct token *token, CK_RV rv) {
  char label[33];
  token_label(token, label);
  return host_problem_set(problem, TX_IO_FAILED, "令牌 %s 报错：%s（0x%lx）。请检查令牌后再试。",
                          "The token %s says: %s (0x%lx). Look after it, then try again.", label,
                          p11_kit_strerror(rv), rv);
}

/* --- URI -------------------------------------------------------------------------------------- */

static enum tx_reason read_uri(const char *text, struct host_problem *problem, struct token *out) {
  out->uri = p11_kit_uri_new();
  if (!out->uri) return host_problem_of(problem, TX_NO_MEMORY);
  if (p11_kit_uri_parse(text, P11_KIT_URI_FOR_ANY, out->uri) != P11_KIT_URI_OK ||
      p11_kit_uri_any_unrecognized(out->uri))
    return host_problem_set(problem, TX_MALFORMED,
                            "“%s”不是可用的 PKCS#11 地址：应如 pkcs11:token=xian;object=root。",
                            "\"%s\" is no PKCS#11 address of ours: one such as "
                            "pkcs11:token=xian;object=root is wanted.",
                            text);
  if (p11_kit_uri_get_pin_value(out->uri))
    return host_problem_set(
        problem, TX_MALFORMED, "PKCS#11 地址里不能写 PIN：请改用 pin-source=file:/路径。",
        "A PIN never stands in a PKCS#11 address: give pin-source=file:/PATH instead.");
  return TX_OK;
}

/* --- the token -------------------------------------------------------------------------------- */

static bool load_modules(struct token *token) {
  const char *path = p11_kit_uri_get_module_path(token->uri);
  if (!path) {
    token->modules = p11_kit_modules_load_and_initialize(0);
    return token->modules;
  }
  CK_FUNCTION_LIST *module = p11_kit_module_load(path, 0);
  CK_FUNCTION_LIST **list = module ? calloc(2, sizeof *list) : NULL;
  if (!list || p11_kit_module_initialize(module) != CKR_OK) {
    free(list);
    if (module) p11_kit_module_release(module);
    return false;
  }
  list[0] = module;
  token->modules = list;
  return true;
}

/* How many of a module's tokens the URI means; the last is kept. */
static unsigned match_slots(struct token *token, CK_FUNCTION_LIST *module) {
  CK_SLOT_ID slots[64];
  CK_ULONG count = sizeof slots / sizeof *slots;
  unsigned matches = 0;
  if (module->C_GetSlotList(CK_TRUE, slots, &count) != CKR_OK) return 0;
  for (CK_ULONG i = 0; i < count; i++) {
    CK_TOKEN_INFO info;
    if (module->C_GetTokenInfo(slots[i], &info) != CKR_OK ||
        !(info.flags & CKF_TOKEN_INITIALIZED) || !p11_kit_uri_match_token_info(token->uri, &info))
      continue;
    matches++;
    token->api = module;
    token->slot = slots[i];
    token->info = info;
  }
  return matches;
}

static enum tx_reason find_token(struct token *token, const char *text,
                                 struct host_problem *problem) {
  unsigned matches = 0;
  if (load_modules(token))
    for (size_t i = 0; token->modules[i]; i++)
      matches += match_slots(token, token->modules[i]);
  if (matches == 1) return TX_OK;
  if (matches > 1)
    return host_problem_set(
        problem, TX_CONFLICT,
        "%s 可指 %u 个令牌：请用 serial= 写明是哪一个（见 p11-kit list-tokens）。",
        "%s fits %u tokens: say which by serial= (see p11-kit list-tokens).", text, matches);
  return host_problem_set(
      problem, TX_NOT_FOUND,
      "没有找到令牌 %s：请插好令牌，并确认其模块已登记（见 p11-kit list-tokens）。",
      "The token of %s is not there: put it in, and see that its module is known (p11-kit "
      "list-tokens).",
      text);
}

/* --- the PIN ---------------------------------------------------------------------------------- */

/* The URI's own source comes first: it belongs to this very token. */
static enum tx_reason get_pin(struct token *token, const struct keys_passphrase *from, bool *typed,
                              struct host_problem *problem) {
  char label[33], what[64];
  const char *source = p11_kit_uri_get_pin_source(token->uri);
  if (source && strncmp(source, "file:", 5) == 0) source += 5;
  struct keys_passphrase file = keys_passphrase_file(source);
  if (source) from = &file;
  *typed = from->typed;
  token_label(token, label);
  snprintf(what, sizeof what, "%s (PIN)", label);
  enum tx_reason reason = from->get(from, what, false, &token->pin);
  if (reason == TX_OK) return TX_OK;
  if (reason == TX_NOT_ALLOWED)
    return host_problem_set(problem, reason, "PIN 文件 %s 可被他人读取。请运行：chmod 600 '%s'",
                            "The PIN's file %s can be read by others. Run: chmod 600 '%s'",
                            from->path, from->path);
  return host_problem_set(
      problem, reason,
      "令牌 %s 需要 PIN。请在终端上运行，或用 --passphrase-file，或在地址里写明 "
      "pin-source=file:/PATH。",
      "The token %s needs its PIN. Run this at a terminal, or give --passphrase-file, or put "
      "?pin-source=file:/PATH behind its address.",
      label);
}

/* A service that is started again and again with a wrong PIN would lock its token. */
static enum tx_reason spare_the_last_try(const struct token *token, bool typed,
                                         struct host_problem *problem) {
  char label[33];
  token_label(token, label);
  if (token->info.flags & CKF_USER_PIN_LOCKED)
    return host_problem_set(problem, TX_NOT_ALLOWED,
                            "令牌 %s 的 PIN 已锁定：请用管理员 PIN（SO PIN）解锁。",
                            "The PIN of the token %s is locked: unlock it by its SO PIN.", label);
  if (typed || !(token->info.flags & (CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY)))
    return TX_OK;
  return host_problem_set(
      problem, TX_NOT_ALLOWED,
      "令牌 %s 上次收到的 PIN 不对，为免锁定不再自动尝试：请改正 PIN 文件，再人工登录一次（如 "
      "pkcs11-tool --login --list-objects）。",
      "The token %s was given a wrong PIN before, and is not tried again unasked, lest it lock: "
      "mend the PIN's file, then log in once by hand (such as pkcs11-tool --login "
      "--list-objects).",
      label);
}

static enum tx_reason say_login_failed(const struct token *token, CK_RV rv,
                                       struct host_problem *problem) {
  char label[33];
  token_label(token, label);
  if (rv != CKR_PIN_INCORRECT && rv != CKR_PIN_LEN_RANGE && rv != CKR_PIN_INVALID)
    return token_refused(problem, token, rv);
  return host_problem_set(problem, TX_NOT_ALLOWED,
                          "令牌 %s 的 PIN 不对。多次输错会锁定令牌，请核对后再试。",
                          "The PIN of the token %s is wrong. Several wrong ones lock it: look it "
                          "up before you try again.",
                          label);
}

enum tx_reason token_log_in(struct token *token, bool writes, struct host_problem *problem) {
  const bool pad = token->info.flags & CKF_PROTECTED_AUTHENTICATION_PATH;
  CK_FLAGS flags = CKF_SERIAL_SESSION | (writes ? CKF_RW_SESSION : 0);
  if (token->session) token->api->C_CloseSession(token->session);
  token->session = 0;
  CK_RV rv = token->api->C_OpenSession(token->slot, flags, NULL, NULL, &token->session);
  if (rv != CKR_OK) return token_refused(problem, token, rv);
  if (!(token->info.flags & CKF_LOGIN_REQUIRED)) return TX_OK;
  rv = token->api->C_Login(token->session, CKU_USER, pad ? NULL : token->pin.p,
                           pad ? 0 : token->pin.n);
  return rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN ? TX_OK
                                                          : say_login_failed(token, rv, problem);
}

/* --- open and close --------------------------------------------------------------------------- */

enum tx_reason token_open(const char *uri, const struct keys_passphrase *from, bool writes,
                          struct host_problem *problem, struct token *out) {
  bool typed = true;
  *out = (struct token){ 0 };
  p11_kit_be_quiet();
  enum tx_reason reason = read_uri(uri, problem, out);
  if (reason == TX_OK) reason = find_token(out, uri, problem);
  if (reason == TX_OK && (out->info.flags & CKF_LOGIN_REQUIRED) &&
      !(out->info.flags & CKF_PROTECTED_AUTHENTICATION_PATH))
    reason = get_pin(out, from, &typed, problem);
  if (reason == TX_OK) reason = spare_the_last_try(out, typed, problem);
  return reason == TX_OK ? token_log_in(out, writes, problem) : reason;
}

void token_close(struct token *token) {
  if (token->session) token->api->C_CloseSession(token->session);
  if (token->modules) p11_kit_modules_finalize_and_release(token->modules);
  if (token->uri) p11_kit_uri_free(token->uri);
  host_bytes_finish_secret(&token->pin);
  *token = (struct token){ 0 };
}
