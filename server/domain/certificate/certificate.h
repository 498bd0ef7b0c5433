/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates (证明): whether one may be issued, issued under the name of the caller's body,
 * listed, verified, withdrawn. Each stands in the database with its number before it leaves.
 */
#ifndef SERVER_DOMAIN_CERTIFICATE_H
#define SERVER_DOMAIN_CERTIFICATE_H

#include "domain/context/context.h"
#include "judge.h"
#include "model/resident.h"

struct certificate_in {
  uint64_t area;
  uint32_t index;
  unsigned kind;
  /* As typed; "" where nothing was. */
  const char *employer;           /* of 3 */
  const char *authority, *number; /* of 4: whose it is, and its number there … */
  int64_t until_s;                /* … and its end */
};

/* The answer, with the edition that counts in *edition where answer->edition points to it.
 * TX_BAD_ARGUMENT (no such kind, a text that is too long), TX_NOT_FOUND, with a sentence. */
struct certificate_view {
  struct certificate_answer answer;
  struct edition edition;
};
enum tx_reason certificate_may(const struct request *request, const struct certificate_in *in,
                               struct certificate_view *out, struct host_problem *problem);

/* Issues it where it may be. TX_CONFLICT: something is missing (the sentence says what), or one of
 * the kind is valid; TX_NOT_ALLOWED: another kind of body issues it; TX_CLOCK_UNSURE. */
enum tx_reason certificate_issue(struct server *server, const struct request *request,
                                 const struct certificate_in *in, struct certificate_row *out,
                                 struct host_problem *problem);

/* One person withdraws it, with words, which the holder sees: of a body that issues that kind.
 * TX_NOT_FOUND, TX_CONFLICT (it is), TX_NOT_ALLOWED, TX_BAD_ARGUMENT (no words). */
enum tx_reason certificate_withdraw(const struct request *request, uint64_t area, uint32_t serial,
                                    const char *words, struct certificate_row *out,
                                    struct host_problem *problem);

/* --- found ------------------------------------------------------------------------------------ */

/* TX_NOT_FOUND, TX_NOT_ALLOWED (elsewhere), with a sentence. */
enum tx_reason certificate_find_one(const struct request *request, uint64_t area, uint32_t serial,
                                    struct certificate_row *out, struct host_problem *problem);
/* An area's, newest first, below a serial (0: from the newest). */
enum tx_reason certificate_list(const struct request *request, uint64_t area, uint32_t below,
                                size_t limit, struct certificate_row *out, size_t *count,
                                struct host_problem *problem);
/* One person's, newest first, at most limit. */
enum tx_reason certificate_of(const struct request *request, const struct resident *resident,
                              size_t limit, struct certificate_row *out, size_t *count);

/* --- verified --------------------------------------------------------------------------------- */

struct certificate_verified {
  enum tx_reason reason; /* TX_CERTIFICATE_SHOWN: it holds; TX_REVOKED: it was withdrawn; … */
  bool read;             /* certificate is filled: what it says was signed by a key that may */
  struct tx_certificate certificate;
  char number[CERTIFICATE_NUMBER_SIZE];
  char values[TX_CERTIFICATE_VALUES][CERTIFICATE_DETAIL_SIZE];
  bool listed; /* by a certificate status of its area, of that date */
  int64_t data_as_of;
};

/* From the text alone, as a gate does: no row of the database is asked. */
enum tx_reason certificate_verify(struct server *server, const struct request *request,
                                  const char *text, struct certificate_verified *out);

#endif
