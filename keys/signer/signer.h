/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signers by where their key rests: a PEM file, or a PKCS#11 token. A kind of place is a file here
 * and a row in signer.c's table.
 */
#ifndef KEYS_SIGNER_H
#define KEYS_SIGNER_H

#include "format/signer.h"
#include "format/trust.h"
#include "host/sys/file.h"
#include "host/sys/problem.h"

#define KEYS_PASSPHRASE_MAX 1024

/* Where a passphrase comes from, when a key turns out to need one. */
struct keys_passphrase {
  /* Fills out, which the caller cleanses. what names the key; twice: it is a new one, and asked
   * for again to see that it was typed as meant. TX_OK, TX_NOT_FOUND (there is none to be had),
   * TX_NOT_ALLOWED (its file can be read by others), TX_CONFLICT (the two differ), or a reason of
   * host_file_read. */
  enum tx_reason (*get)(const struct keys_passphrase *from, const char *what, bool twice,
                        struct host_bytes *out);
  const char *path;
  bool typed; /* somebody is there who can be asked again */
};

/* None: a key under a passphrase cannot be opened. */
struct keys_passphrase keys_passphrase_none(void);
/* The first line of a file that only its owner may read; path must outlive it. */
struct keys_passphrase keys_passphrase_file(const char *path);
/* Asked for at the terminal, without echo. */
struct keys_passphrase keys_passphrase_terminal(void);

/* Opens the key at a path, or at "kind:place": "pkcs11:token=xian;object=root" is a PKCS#11 URI
 * (RFC 7512), which may also stand in the file instead of a key. The caller destroys *out with
 * tx_signer_destroy. TX_OK; TX_NOT_FOUND (also: no such token), TX_NOT_ALLOWED (also: others may
 * read the file, or a token's PIN is refused), TX_BAD_KEY (no key of ours, or the passphrase is
 * wrong), TX_MALFORMED (no such URI), TX_CONFLICT (it fits several), TX_NO_MEMORY, TX_IO_FAILED;
 * then problem has the sentence that says what to do. */
enum tx_reason keys_signer_open(const char *where, const struct keys_passphrase *passphrase,
                                struct host_problem *problem, struct tx_signer **out);

/* A P-256 key on the token of a PKCS#11 URI: the one that it names by object= or id=, or, where it
 * names none, a new one of that label, which can never be read out. It has signed once, as a test.
 * from gives the PIN. *where, which the caller frees, is the URI that names it. As
 * keys_signer_open; TX_CONFLICT also where the token has a key of that label. */
enum tx_reason keys_token_make(const char *uri, const char *label,
                               const struct keys_passphrase *from, struct host_problem *problem,
                               struct tx_signer **out, char **where);

/* --- a folder of keys ------------------------------------------------------------------------- */

struct keys_ring {
  struct tx_signer **signers; /* in the order of their names */
  char **names;               /* "xian" for xian.key */
  char *folder;
  size_t count;
};

/* Opens every NAME.key of a folder. As keys_signer_open; an empty folder is TX_NOT_FOUND, and one
 * with a root key, which stays offline, TX_NOT_ALLOWED: told by its NAME.json before it is opened.
 * The caller finishes the ring, also after an error. */
enum tx_reason keys_ring_load(const char *folder, const struct keys_passphrase *passphrase,
                              struct host_problem *problem, struct keys_ring *out);
void keys_ring_finish(struct keys_ring *ring);

/* Whether a root of the trust list is among them: TX_NOT_ALLOWED and a sentence that names its file
 * in the folder; else TX_OK. */
enum tx_reason keys_ring_refuse_roots(const struct keys_ring *ring, const struct tx_trust *trust,
                                      struct host_problem *problem);

/* The signer of that SHA-256; NULL when the ring lacks it. */
const struct tx_signer *keys_ring_find(const struct keys_ring *ring,
                                       const uint8_t hash[TX_HASH_SIZE]);

/* The signer that the trust list lets sign with this use, for this area, at this time: of several
 * the one of the smallest area, then the one that began last. NULL when there is none. *row, when
 * row is not NULL, is its row. */
const struct tx_signer *keys_ring_choose(const struct keys_ring *ring, const struct tx_trust *trust,
                                         enum tx_use use, uint64_t area, int64_t at_s,
                                         const struct tx_key_row **row);

/* Whether a demo made this key: its name begins with DEMO. */
bool keys_row_is_demo(const struct tx_key_row *row);

/* --- for kinds -------------------------------------------------------------------------------- */

struct keys_kind {
  const char *prefix; /* "pem" for "pem:PATH" */
  enum tx_reason (*open)(const char *place, const struct keys_passphrase *passphrase,
                         struct host_problem *problem, struct tx_signer **out);
};

extern const struct keys_kind keys_pem, keys_token;

/* Whether only its owner may read this file. True also for what systemd hands over as a
 * credential, whose mode shows an access list. */
bool keys_file_is_private(const char *path);

#endif
