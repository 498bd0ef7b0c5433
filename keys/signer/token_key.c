/* SPDX-License-Identifier: Apache-2.0 */
/* Keys on a token: found, and made. */
#include "format/crypto.h"
#include "token.h"

#include <string.h>

/* prime256v1 (RFC 5480), as CKA_EC_PARAMS has it. */
static const uint8_t p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 };
/* SubjectPublicKeyInfo up to the point's two coordinates. */
static const uint8_t spki_head[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                     0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
                                     0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04 };

bool token_names_key(const struct token *token) {
  return p11_kit_uri_get_attribute(token->uri, CKA_LABEL) ||
         p11_kit_uri_get_attribute(token->uri, CKA_ID);
}

/* --- finding ---------------------------------------------------------------------------------- */

/* At most two: whether there is more than one is all that anybody asks. */
static CK_RV find(const struct token *token, CK_ATTRIBUTE *wanted, CK_ULONG n,
                  CK_OBJECT_HANDLE found[2], CK_ULONG *count) {
  CK_RV rv = token->api->C_FindObjectsInit(token->session, wanted, n);
  if (rv != CKR_OK) return rv;
  rv = token->api->C_FindObjects(token->session, found, 2, count);
  token->api->C_FindObjectsFinal(token->session);
  return rv;
}

static CK_RV find_private(const struct token *token, CK_OBJECT_HANDLE found[2], CK_ULONG *count) {
  CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
  CK_ATTRIBUTE wanted[3] = { { CKA_CLASS, &class, sizeof class } };
  CK_ULONG n = 1;
  const CK_ATTRIBUTE *label = p11_kit_uri_get_attribute(token->uri, CKA_LABEL);
  const CK_ATTRIBUTE *id = p11_kit_uri_get_attribute(token->uri, CKA_ID);
  if (label) wanted[n++] = *label;
  if (id) wanted[n++] = *id;
  return find(token, wanted, n, found, count);
}

static enum tx_reason say_none(const struct token *token, struct host_problem *problem) {
  char label[33];
  token_label(token, label);
  return host_problem_set(
      problem, TX_NOT_FOUND, "令牌 %s 上没有该地址所指的私钥（见 pkcs11-tool --login -O）。",
      "The token %s has no private key of that address (see pkcs11-tool --login -O).", label);
}

static enum tx_reason say_several(const struct token *token, struct host_problem *problem) {
  char label[33];
  token_label(token, label);
  return host_problem_set(problem, TX_CONFLICT,
                          "令牌 %s 上不止一把私钥符合该地址：请用 object= 或 id= 写明。",
                          "The token %s has several private keys of that address: say which by "
                          "object= or id=.",
                          label);
}

/* The private half tells no point: the public object of the same id does. */
static enum tx_reason read_point(const struct token *token, const struct token_key *key,
                                 struct host_problem *problem, uint8_t spki[TX_SPKI_MAX],
                                 size_t *spki_len) {
  char label[33];
  CK_OBJECT_CLASS class = CKO_PUBLIC_KEY;
  CK_ATTRIBUTE wanted[] = { { CKA_CLASS, &class, sizeof class },
                            { CKA_ID, (void *)key->id, key->id_len } };
  CK_OBJECT_HANDLE found[2] = { 0 };
  CK_ULONG count = 0;
  uint8_t params[sizeof p256], point[67];
  CK_ATTRIBUTE asked[] = { { CKA_EC_PARAMS, params, sizeof params },
                           { CKA_EC_POINT, point, sizeof point } };
  CK_RV rv = find(token, wanted, 2, found, &count);
  if (rv == CKR_OK && count > 0)
    rv = token->api->C_GetAttributeValue(token->session, found[0], asked, 2);
  /* An octet string in DER; some tokens give what stands in it. */
  const size_t n = asked[1].ulValueLen;
  const uint8_t *xy = point + (n == 67 ? 3 : 1);
  token_label(token, label);
  if (rv != CKR_OK || count == 0 || asked[0].ulValueLen != sizeof p256 ||
      memcmp(params, p256, sizeof p256) != 0 || (n != 67 && n != 65) || xy[-1] != 0x04)
    return host_problem_set(
        problem, TX_BAD_KEY,
        "令牌 %s 上的密钥不可用：应为 P-256 密钥，公钥与私钥同在令牌上、id 相同。",
        "The key on the token %s is none of ours: a P-256 key is wanted, with its public key of "
        "the "
        "same id beside it.",
        label);
  memcpy(spki, spki_head, sizeof spki_head);
  memcpy(spki + sizeof spki_head, xy, 64);
  *spki_len = sizeof spki_head + 64;
  return TX_OK;
}

enum tx_reason token_key_find(struct token *token, struct host_problem *problem,
                              struct token_key *out, uint8_t spki[TX_SPKI_MAX], size_t *spki_len) {
  CK_OBJECT_HANDLE found[2];
  CK_ULONG count = 0;
  CK_BBOOL each_time = CK_FALSE;
  *out = (struct token_key){ 0 };
  CK_RV rv = find_private(token, found, &count);
  if (rv != CKR_OK) return token_refused(problem, token, rv);
  if (count == 0) return say_none(token, problem);
  if (count > 1) return say_several(token, problem);
  out->handle = found[0];
  CK_ATTRIBUTE id = { CKA_ID, out->id, sizeof out->id };
  rv = token->api->C_GetAttributeValue(token->session, out->handle, &id, 1);
  if (rv != CKR_OK) return token_refused(problem, token, rv);
  out->id_len = id.ulValueLen;
  CK_ATTRIBUTE asks = { CKA_ALWAYS_AUTHENTICATE, &each_time, sizeof each_time };
  /* Older tokens do not know the attribute, and ask once. */
  out->asks_each_time =
      token->api->C_GetAttributeValue(token->session, out->handle, &asks, 1) == CKR_OK && each_time;
  return read_point(token, out, problem, spki, spki_len);
}

/* --- making ----------------------------------------------------------------------------------- */

static enum tx_reason say_taken(const struct token *token, const char *name,
                                struct host_problem *problem) {
  char label[33];
  token_label(token, label);
  return host_problem_set(
      problem, TX_CONFLICT,
      "令牌 %s 上已有密钥 %s，不会覆盖：请换一个名称；若就要用它，请在地址里写明 object=%s。",
      "The token %s has a key %s already, which is never overwritten: take another name, or, "
      "to take that one on, put ;object=%s behind the address.",
      label, name, name);
}

enum tx_reason token_key_make(struct token *token, const char *label,
                              struct host_problem *problem) {
  CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
  uint8_t id[16];
  CK_MECHANISM mechanism = { CKM_EC_KEY_PAIR_GEN, NULL, 0 };
  CK_ATTRIBUTE name = { CKA_LABEL, (void *)label, strlen(label) };
  CK_OBJECT_HANDLE found[2], public, private;
  CK_ULONG count = 0;
  if (p11_kit_uri_set_attribute(token->uri, &name) != P11_KIT_URI_OK)
    return host_problem_of(problem, TX_NO_MEMORY);
  CK_RV rv = find_private(token, found, &count);
  if (rv != CKR_OK) return token_refused(problem, token, rv);
  if (count > 0) return say_taken(token, label, problem);
  if (!tx_random(id, sizeof id)) return host_problem_of(problem, TX_IO_FAILED);
  CK_ATTRIBUTE same = { CKA_ID, id, sizeof id };
  CK_ATTRIBUTE public_half[] = {
    { CKA_TOKEN, &yes, sizeof yes },
    { CKA_VERIFY, &yes, sizeof yes },
    { CKA_EC_PARAMS, (void *)p256, sizeof p256 },
    name,
    same,
  };
  CK_ATTRIBUTE private_half[] = {
    { CKA_TOKEN, &yes, sizeof yes },
    { CKA_PRIVATE, &yes, sizeof yes },
    { CKA_SENSITIVE, &yes, sizeof yes },
    { CKA_EXTRACTABLE, &no, sizeof no },
    { CKA_SIGN, &yes, sizeof yes },
    name,
    same,
  };
  rv = token->api->C_GenerateKeyPair(token->session, &mechanism, public_half, 5, private_half, 7,
                                     &public, &private);
  if (rv != CKR_OK) return token_refused(problem, token, rv);
  return p11_kit_uri_set_attribute(token->uri, &same) == P11_KIT_URI_OK
             ? TX_OK
             : host_problem_of(problem, TX_NO_MEMORY);
}
