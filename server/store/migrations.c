/* SPDX-License-Identifier: Apache-2.0 */
/* The schema, as numbered migrations. A migration that was released is never edited: add one. */
#include "store.h"

static const char *const migrations[] = {
  /* 1 */
  "create table setting (name text primary key, value text not null);"
  "create table area (area bigint primary key, next_index bigint not null,"
  " last_issue bigint not null, listed bigint not null, changed bigint not null, neighbour_key "
  "bytea,"
  " neighbour_id bigint not null);"
  "create table resident (area bigint not null, idx bigint not null, id_type bigint not null,"
  " id_hash bytea not null, id_sealed bytea not null, phone_sealed bytea, name_sealed bytea not "
  "null,"
  " name_hash bytea not null, mask text not null, tail text not null, unit text not null,"
  " room text not null, household bigint not null, birth_date text not null, role bigint not null,"
  " moved_in text not null, exempt bigint not null, state bigint not null,"
  " generation bigint not null, record bigint not null, issues bigint not null,"
  " created_at bigint not null, primary key (area, idx));"
  "create unique index resident_identity on resident (id_hash, area);"
  "create index resident_name on resident (name_hash);"
  "create index resident_room on resident (area, unit, room);"
  "create table household (area bigint not null, unit text not null, room text not null,"
  " number bigint not null, primary key (area, unit, room));"
  "create table statement (subject bytea not null, field bigint not null, source text not null,"
  " value bigint not null, observed_at bigint not null, valid_until bigint not null,"
  " received_at bigint not null, primary key (subject, field, source, observed_at, value));"
  "create table issue (area bigint not null, idx bigint not null, n bigint not null,"
  " generation bigint not null, record bigint not null, role bigint not null, iat bigint not null,"
  " exp bigint not null, holder bytea, signer bytea not null, actor text not null,"
  " primary key (area, idx, n));"
  "create table publication (kind text not null, area bigint not null, seq bigint not null,"
  " iat bigint not null, body bytea not null, primary key (kind, area, seq));"
  "create table gate (name text primary key, area bigint not null, kind bigint not null,"
  " label text not null, alg bigint not null, spki bytea not null, added_at bigint not null,"
  " removed_at bigint, acknowledged bigint not null);"
  "create table event (gate text not null, seq bigint not null, received_at bigint not null,"
  " at bigint not null, direction bigint not null, verdict bigint not null, reason bigint not null,"
  " area bigint, idx bigint, live bigint, rule text, body bytea not null, primary key (gate, seq));"
  "create index event_person on event (area, idx, at);"
  "create index event_time on event (at);"
  "create table gap (gate text not null, first bigint not null, last bigint not null,"
  " received_at bigint not null, primary key (gate, first));"
  "create table nonce (value bytea primary key, expires_at bigint not null);"
  "create table audit (area bigint not null, n bigint not null, at bigint not null,"
  " actor text not null, action text not null, detail text not null, salt bytea not null,"
  " hash bytea not null, head bytea not null, primary key (area, n));",
  /* 2: drafts of policies, and which gate codes were drawn */
  "create table draft (id bigint primary key, area bigint not null, json text not null,"
  " actor text not null, created_at bigint not null, seq bigint, accepted text);"
  "create table enrolment (token bytea primary key, area bigint not null,"
  " expires_at bigint not null, used_by text);",
  /* 3: the neighbour key before the current one; its number is one less */
  "alter table area add column neighbour_before bytea;",
};

enum tx_reason store_open(const char *where, struct db **out) {
  const struct db_schema schema = { migrations, sizeof migrations / sizeof *migrations };
  enum tx_reason reason = db_open(&db_sqlite, where, &schema, out);
  return reason == TX_OK ? db_exec(*out, "pragma cache_size = -32768") : reason;
}
