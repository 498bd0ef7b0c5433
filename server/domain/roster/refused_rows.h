/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of a roster that were refused, cell by cell as they came, each with what is wrong. */
#ifndef SERVER_DOMAIN_ROSTER_REFUSED_ROWS_H
#define SERVER_DOMAIN_ROSTER_REFUSED_ROWS_H

#include "roster.h"

#define REFUSED_ROWS_MAX 20000u
#define REFUSED_BYTES_MAX (32u << 20)
/* The column that says what is wrong; one of that name in a roster that comes back is left out. */
#define REFUSED_COLUMN_ZH "未导入的原因"
#define REFUSED_COLUMN_EN "refused because"

struct refused_row {
  size_t count;                       /* of cells */
  const char *cells[CSV_COLUMNS + 1]; /* alive until the rows are finished */
};

struct refused_rows {
  char *bytes; /* cells one behind the other, each ended by a zero byte; a row ends with 0x01 */
  size_t n, cap, count;
  bool cut; /* there were more */
};

/* The heading first. False: no memory; nothing was added. */
bool refused_rows_heading(struct refused_rows *rows, const struct roster *roster);
/* The row that roster_next read last, without a reason, for refused_rows_add; *at is where it is
 * kept. Of merged cells it has the value above. False: no memory. */
bool refused_rows_keep(struct refused_rows *rows, const struct roster *roster, size_t *at);
/* A kept row, with what is wrong. False: no memory. */
bool refused_rows_add(struct refused_rows *rows, const struct refused_rows *kept, size_t at,
                      const struct roster_error *error);
/* The next from *at on, 0 at first, the heading among them; false after the last. */
bool refused_rows_next(const struct refused_rows *rows, size_t *at, struct refused_row *out);
void refused_rows_finish(struct refused_rows *rows);

#endif
