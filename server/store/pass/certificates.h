/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates that were issued, and an area's own editions of the plan. */
#ifndef SERVER_STORE_PASS_CERTIFICATES_H
#define SERVER_STORE_PASS_CERTIFICATES_H

#include "host/db/db.h"
#include "model/certificate.h"

/* The next serial of an area: none is given twice, also when the certificate has died. */
enum tx_reason certificates_number(struct db *db, uint64_t area, uint32_t *serial);
/* Passes over some, whose certificates a backup may not know. */
enum tx_reason certificates_skip(struct db *db, uint64_t area, uint32_t count);

enum tx_reason certificates_add(struct db *db, const struct certificate_row *row,
                                struct tx_span sealed);
/* TX_CONFLICT: it is withdrawn already. */
enum tx_reason certificates_withdraw(struct db *db, const struct certificate_row *row,
                                     struct tx_span sealed);

/* Rows for certificates_read, newest first: of an area, at most limit of them below a serial (0:
 * from the newest); of one person; one. */
struct db_rows certificates_of(struct db *db, uint64_t area, uint32_t below, int64_t limit);
struct db_rows certificates_about(struct db *db, uint64_t area,
                                  const uint8_t subject[TX_HASH_SIZE]);
struct db_rows certificates_one(struct db *db, uint64_t area, uint32_t serial);
/* All but what is sealed; the span is good until the next row. */
void certificates_read(const struct db_rows *rows, struct certificate_row *out,
                       struct tx_span *sealed);

/* The serials that are withdrawn, ascending: column 0. */
struct db_rows certificates_withdrawn(struct db *db, uint64_t area);
/* Those that were over before a time die, at most limit of them; *left: there may be more. */
enum tx_reason certificates_forget(struct db *db, uint64_t area, int64_t before, int64_t limit,
                                   bool *left);

/* An area's editions, as JSON text: id in column 0, text in column 1. */
struct db_rows editions_of(struct db *db, uint64_t area);
/* In the place of the one of that id. */
enum tx_reason editions_put(struct db *db, uint64_t area, const struct edition *edition,
                            const char *text, int64_t now_s);

#endif
