/* SPDX-License-Identifier: Apache-2.0 */
/* Statements: what a source said of a person, one row each. */
#ifndef SERVER_STORE_FEED_STATEMENTS_H
#define SERVER_STORE_FEED_STATEMENTS_H

#include "host/db/db.h"
#include "host/sys/file.h"
#include "model/statement.h"

/* Repetition is nothing new: *added says whether the row was. sealed is what else came with it, or
 * nothing. TX_CONFLICT: the source said something else under that id. */
enum tx_reason statements_add(struct db *db, uint64_t area, const uint8_t subject[TX_HASH_SIZE],
                              const struct statement_row *said, struct tx_span sealed,
                              int64_t now_s, bool *added);
/* It is added at once, and whoever is then asked about that person is told with it. */
enum tx_reason statements_foresee_add(struct db *db, uint64_t area,
                                      const uint8_t subject[TX_HASH_SIZE],
                                      const struct statement_row *said, struct tx_span sealed,
                                      int64_t now_s);
/* Enters in another area what is known in one, where it is not. */
enum tx_reason statements_copy(struct db *db, uint64_t from, uint64_t to,
                               const uint8_t subject[TX_HASH_SIZE],
                               const struct statement_row *said);
/* The content that a source's own id stands for; 0: none. */
enum tx_reason statements_content(struct db *db, uint64_t area, const char *source, const char *id,
                                  int64_t *content);
/* Whether anybody ever said anything of a field. */
enum tx_reason statements_any(struct db *db, int field, bool *any);
/* Whether a source said something of a person under that id. */
enum tx_reason statements_has(struct db *db, uint64_t area, const uint8_t subject[TX_HASH_SIZE],
                              const struct statement_row *said, bool *there);
/* How many that restrain people came of a source since a time. */
enum tx_reason statements_restraining(struct db *db, uint64_t area, const char *source,
                                      int64_t since, int64_t *count);
struct db_rows statements_of(struct db *db, uint64_t area, const uint8_t subject[TX_HASH_SIZE]);
/* Says in a transaction that this is asked soon (db_prefetch). */
enum tx_reason statements_foresee(struct db *db, uint64_t area,
                                  const uint8_t subject[TX_HASH_SIZE]);
void statements_read(const struct db_rows *rows, struct statement_row *out);

/* The subjects with a statement whose validity ended in from < t <= to, ascending, at most limit
 * of them behind after (empty: from the first): column 0. */
struct db_rows statements_ended(struct db *db, uint64_t area, int64_t from, int64_t to,
                                struct tx_span after, int64_t limit);
/* The subjects with a release or a retraction observed until then, as above. */
struct db_rows statements_endings(struct db *db, uint64_t area, int64_t before,
                                  struct tx_span after, int64_t limit);
enum tx_reason statements_forget(struct db *db, uint64_t area, const uint8_t subject[TX_HASH_SIZE],
                                 const struct statement_row *said);
/* A feed's rows on their way in (imports.h), numbered as they come: they count for nobody. They are
 * written where the last one was, which is cheap, and moved person by person. */
enum tx_reason statements_stage(struct db *db, uint64_t area, int64_t import, int64_t n,
                                const uint8_t subject[TX_HASH_SIZE],
                                const struct statement_row *said, struct tx_span sealed);
struct staged_row {
  struct statement_row said;
  uint8_t subject[TX_HASH_SIZE];
  struct host_bytes sealed;
};
/* Reads one, to be added where it counts; the caller finishes sealed. TX_NOT_FOUND. */
enum tx_reason statements_read_staged(struct db *db, uint64_t area, int64_t import, int64_t n,
                                      struct staged_row *out);
/* It is asked for soon (db_prefetch). */
enum tx_reason statements_foresee_staged(struct db *db, uint64_t area, int64_t import, int64_t n);
/* n and subject of at most limit of them behind a number. */
struct db_rows statements_staged(struct db *db, uint64_t area, int64_t import, int64_t after,
                                 int64_t limit);
/* Takes at most limit of them away; *left says whether there may be more. */
enum tx_reason statements_withdraw(struct db *db, uint64_t area, int64_t import, int64_t limit,
                                   bool *left);

#endif
