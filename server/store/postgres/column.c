/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of a row, which come in binary: big-endian integers, texts and bytes as they are. */
#include "postgres_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Numbers of types as in PostgreSQL's catalogue pg_type; they never change. */
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_NAME = 19, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23 };
enum { OID_TEXT = 25, OID_UNKNOWN = 705, OID_VARCHAR = 1043 };

static bool is_integer(Oid type) {
  return type == OID_INT8 || type == OID_INT4 || type == OID_INT2 || type == OID_BOOL;
}

static bool is_text(Oid type) {
  return type == OID_TEXT || type == OID_NAME || type == OID_UNKNOWN || type == OID_VARCHAR;
}

bool postgres_readable(const PGresult *result) {
  for (int i = 0; i < PQnfields(result); i++) {
    Oid type = PQftype(result, i);
    if (!is_integer(type) && !is_text(type) && type != OID_BYTEA && type != 2278 /* void */)
      return false;
  }
  return true;
}

static const struct postgres_statement *own(struct db_statement *statement) {
  return (const struct postgres_statement *)statement;
}

static int64_t big_endian(const uint8_t *p, int n) {
  uint64_t value = n && (p[0] & 0x80) && n > 1 ? UINT64_MAX : 0;
  for (int i = 0; i < n; i++)
    value = value << 8 | p[i];
  return (int64_t)value;
}

int postgres_column_count(struct db_statement *statement) {
  return PQnfields(own(statement)->result);
}

bool postgres_column_null(struct db_statement *statement, int column) {
  return PQgetisnull(own(statement)->result, own(statement)->row, column) != 0;
}

int64_t postgres_column_int(struct db_statement *statement, int column) {
  const struct postgres_statement *at = own(statement);
  if (PQgetisnull(at->result, at->row, column)) return 0;
  const char *value = PQgetvalue(at->result, at->row, column);
  if (!is_integer(PQftype(at->result, column))) return strtoll(value, NULL, 10);
  return big_endian((const uint8_t *)value, PQgetlength(at->result, at->row, column));
}

/* What SQLite does with a number that is asked for as text. */
static const char *number_text(struct db_statement *statement, int column) {
  struct postgres_statement *at = (struct postgres_statement *)statement;
  if (!at->numbers) at->numbers = calloc((size_t)PQnfields(at->result), sizeof *at->numbers);
  if (!at->numbers) return NULL;
  snprintf(at->numbers[column], sizeof *at->numbers, "%" PRId64,
           postgres_column_int(statement, column));
  return at->numbers[column];
}

const char *postgres_column_text(struct db_statement *statement, int column) {
  const struct postgres_statement *at = own(statement);
  if (PQgetisnull(at->result, at->row, column)) return NULL;
  if (is_integer(PQftype(at->result, column))) return number_text(statement, column);
  return PQgetvalue(at->result, at->row, column); /* libpq puts a zero behind every value */
}

struct tx_span postgres_column_bytes(struct db_statement *statement, int column) {
  const struct postgres_statement *at = own(statement);
  const char *text = postgres_column_text(statement, column);
  if (!text) return (struct tx_span){ 0 };
  if (is_integer(PQftype(at->result, column))) return tx_span_text(text);
  return tx_span_of(text, (size_t)PQgetlength(at->result, at->row, column));
}
