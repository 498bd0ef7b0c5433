/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A PKCS#11 token (OASIS PKCS#11 2.40) named by a URI (RFC 7512), reached through p11-kit. Internal
 * to this room; signer.h has what others see.
 */
#ifndef KEYS_TOKEN_H
#define KEYS_TOKEN_H

#include "signer.h"

#include <p11-kit/p11-kit.h>
#include <p11-kit/uri.h>

struct token {
  P11KitUri *uri;
  CK_FUNCTION_LIST **modules;
  CK_FUNCTION_LIST *api; /* of the module that has the token; one of modules */
  CK_SLOT_ID slot;
  CK_TOKEN_INFO info;
  CK_SESSION_HANDLE session; /* 0: none is open */
  struct host_bytes pin;     /* as typed or read; wiped by token_close */
};

/* Finds the one token of a URI and logs in, read only unless writes. TX_OK; TX_MALFORMED (no such
 * URI, or a PIN stands in it), TX_NOT_FOUND (no token, no PIN), TX_CONFLICT (several tokens),
 * TX_NOT_ALLOWED (the PIN is refused, or one was refused before and nobody is here to type it),
 * TX_NO_MEMORY, TX_IO_FAILED (what the token says); then problem has the sentence. The caller
 * closes it, also after an error. */
enum tx_reason token_open(const char *uri, const struct keys_passphrase *from, bool writes,
                          struct host_problem *problem, struct token *out);
void token_close(struct token *token);

/* A session anew, for a token that was pulled and put back. */
enum tx_reason token_log_in(struct token *token, bool writes, struct host_problem *problem);

/* The token's label, without the blanks behind it. */
void token_label(const struct token *token, char out[33]);

/* problem for a call that the token refused; TX_IO_FAILED. */
enum tx_reason token_refused(struct host_problem *problem, const struct token *token, CK_RV rv);

/* --- keys on it ------------------------------------------------------------------------------- */

struct token_key {
  CK_OBJECT_HANDLE handle; /* of the private key */
  bool asks_each_time;     /* CKA_ALWAYS_AUTHENTICATE: the PIN before each signature */
  uint8_t id[64];          /* CKA_ID */
  size_t id_len;
};

/* The one P-256 key that the token's URI names, and its SubjectPublicKeyInfo in format.md's form.
 * TX_OK; TX_NOT_FOUND, TX_CONFLICT (several fit), TX_BAD_KEY (of another kind), TX_IO_FAILED. */
enum tx_reason token_key_find(struct token *token, struct host_problem *problem,
                              struct token_key *out, uint8_t spki[TX_SPKI_MAX], size_t *spki_len);

/* Makes a P-256 key of that label, which can never be read out, and lets the token's URI name it.
 * TX_OK; TX_CONFLICT (there is one of that label), TX_NO_MEMORY, TX_IO_FAILED. */
enum tx_reason token_key_make(struct token *token, const char *label, struct host_problem *problem);

/* Whether the URI says which key, and not only which token. */
bool token_names_key(const struct token *token);

#endif
