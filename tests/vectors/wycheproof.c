/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs files of Project Wycheproof: ECDSA on P-256 with SHA-256, signatures in DER or as r || s
 * (P1363), and Ed25519. What is of another curve or hash is skipped with a word.
 */
#include "format/crypto.h"
#include "host/text/text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static int passed, failed;

enum form { FORM_OTHER, FORM_DER, FORM_P1363, FORM_ED25519 };

struct group {
  enum form form;
  struct tx_verifier *verifier; /* NULL: no key of the one form that we take */
};

struct hex {
  uint8_t *p;
  size_t n;
  bool given;
};

static void free_hex(struct hex *hex) {
  free(hex->p);
}
#define HEX __attribute__((cleanup(free_hex))) struct hex

static const char *text_of(const json_t *object, const char *name) {
  const char *text = json_string_value(json_object_get(object, name));
  return text ? text : "";
}

static struct hex hex_of(const json_t *object, const char *name) {
  const char *text = json_string_value(json_object_get(object, name));
  struct hex hex = { .n = text ? strlen(text) / 2 : 0 };
  hex.p = malloc(hex.n + 1);
  hex.given = text && hex.p && host_unhex(text, hex.p, hex.n);
  return hex;
}

/* --- signatures ------------------------------------------------------------------------------- */

/* One INTEGER of DER as 32 bytes: positive, shortest, no longer than the order of P-256. */
static bool take_integer(struct tx_span *der, uint8_t out[32]) {
  if (der->n < 3 || der->p[0] != 0x02 || der->p[1] == 0 || der->p[1] > 33) return false;
  size_t n = der->p[1];
  const uint8_t *p = der->p + 2;
  if (n > der->n - 2 || p[0] > 0x7f) return false;
  if (n > 1 && p[0] == 0 && p[1] < 0x80) return false;
  *der = tx_span_of(p + n, der->n - 2 - n);
  if (p[0] == 0) {
    p++;
    n--;
  }
  if (n > 32) return false;
  memset(out, 0, 32);
  memcpy(out + 32 - n, p, n);
  return true;
}

/* SEQUENCE { INTEGER r, INTEGER s }, nothing inside or behind it. 72 bytes at most: one of length.
 */
static bool read_der(struct tx_span der, uint8_t out[TX_SIGNATURE_SIZE]) {
  if (der.n < 2 || der.p[0] != 0x30 || der.p[1] >= 0x80 || der.p[1] != der.n - 2) return false;
  der = tx_span_of(der.p + 2, der.n - 2);
  return take_integer(&der, out) && take_integer(&der, out + 32) && der.n == 0;
}

static bool read_signature(enum form form, struct tx_span given, uint8_t out[TX_SIGNATURE_SIZE]) {
  if (form == FORM_DER) return read_der(given, out);
  if (given.n != TX_SIGNATURE_SIZE) return false;
  memcpy(out, given.p, TX_SIGNATURE_SIZE);
  return true;
}

/* --- groups and tests ------------------------------------------------------------------------- */

/* The files of before 2023 call it key, those since publicKey. */
static const json_t *key_of(const json_t *group) {
  const json_t *key = json_object_get(group, "publicKey");
  return key ? key : json_object_get(group, "key");
}

static enum form form_of(const json_t *group) {
  const char *type = text_of(group, "type"), *curve = text_of(key_of(group), "curve");
  bool p256 = strcmp(curve, "secp256r1") == 0 && strcmp(text_of(group, "sha"), "SHA-256") == 0;
  if (strcmp(type, "EcdsaVerify") == 0 && p256) return FORM_DER;
  if (strcmp(type, "EcdsaP1363Verify") == 0 && p256) return FORM_P1363;
  bool edwards = strcasecmp(type, "EddsaVerify") == 0 && strcmp(curve, "edwards25519") == 0;
  return edwards ? FORM_ED25519 : FORM_OTHER;
}

static struct tx_verifier *verifier_of(const json_t *group, enum form form) {
  const char *name = json_object_get(group, "publicKeyDer") ? "publicKeyDer" : "keyDer";
  HEX der = hex_of(group, name);
  int64_t alg = form == FORM_ED25519 ? TX_ALG_ED25519 : TX_ALG_ES256;
  struct tx_span spki = tx_span_of(der.p, der.n);
  return der.given && tx_spki_alg(spki) == alg ? tx_verifier_create(alg, spki) : NULL;
}

static void run_test(const struct group *group, const char *file, const json_t *test) {
  HEX message = hex_of(test, "msg");
  HEX given = hex_of(test, "sig");
  uint8_t signature[TX_SIGNATURE_SIZE];
  const char *result = text_of(test, "result");
  bool holds = group->verifier && message.given && given.given &&
               read_signature(group->form, tx_span_of(given.p, given.n), signature) &&
               tx_verifier_holds(group->verifier, (struct tx_span){ 0 },
                                 tx_span_of(message.p, message.n), signature);
  bool either = strcmp(result, "acceptable") == 0;
  bool known = either || strcmp(result, "valid") == 0 || strcmp(result, "invalid") == 0;
  if (known && (either || holds == (strcmp(result, "valid") == 0))) {
    passed++;
    return;
  }
  failed++;
  printf("failed: %s: test %lld (%s) is %s, and we %s it\n", file,
         (long long)json_integer_value(json_object_get(test, "tcId")), text_of(test, "comment"),
         result, holds ? "take" : "refuse");
}

static void run_group(const char *file, const json_t *json) {
  struct group group = { .form = form_of(json) };
  if (group.form == FORM_OTHER) {
    printf("skipped: %s: a group of type %s, curve %s, hash %s\n", file, text_of(json, "type"),
           text_of(key_of(json), "curve"), text_of(json, "sha"));
    return;
  }
  group.verifier = verifier_of(json, group.form);
  size_t i;
  const json_t *test;
  json_array_foreach(json_object_get(json, "tests"), i, test) run_test(&group, file, test);
  tx_verifier_destroy(group.verifier);
}

static bool run_file(const char *path) {
  json_error_t error;
  json_t *file = json_load_file(path, 0, &error);
  const json_t *groups = json_object_get(file, "testGroups"), *group;
  if (!json_is_array(groups)) {
    fprintf(stderr, "%s: no file of Wycheproof's: %s\n", path,
            file ? "it has no testGroups" : error.text);
    json_decref(file);
    return false;
  }
  size_t i;
  json_array_foreach(groups, i, group) run_group(path, group);
  json_decref(file);
  return true;
}

int main(int argc, char **argv) {
  bool read = argc > 1;
  if (argc < 2) fprintf(stderr, "Usage: wycheproof FILE…\n");
  for (int i = 1; i < argc; i++)
    read &= run_file(argv[i]);
  printf("%d passed, %d failed\n", passed, failed);
  return read && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
