/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The schema, as numbered migrations. A migration that was released is never edited: add one. It is
 * written once for SQLite and PostgreSQL: bigint, text and bytea are all the types; a view that
 * selects * does not learn of later columns in PostgreSQL, so drop it before and make it again.
 */
#include "migrations.h"

static const char *const migrations[] = {
  migration_1,
  migration_2,
  migration_3,
  migration_4,
  migration_5,
  migration_6,
  /* 7: bodies, accounts, sessions */
  "create table body (id text primary key, name text not null, kind bigint not null,"
  " area bigint not null, made_at bigint not null);"
  "create table account (login text primary key, body text not null, area bigint not null,"
  " roles bigint not null, made_at bigint not null, activated_at bigint, ended_at bigint,"
  " uid bigint, code bytea, code_until bigint, password text);"
  "create unique index account_uid on account (uid) where ended_at is null;"
  "create table session (hash bytea primary key, login text not null, made_at bigint not null,"
  " used_at bigint not null);",
  /* 8: whose an event is among those that bear one gate's number; null: its batch did not say */
  "alter table event add column journal bytea;",
  /* 9: what needs two people; a body that stood from the beginning seconds from its first day */
  "create table request (area bigint not null, id bigint not null, act bigint not null,"
  " idx bigint not null, before bigint not null, state bigint not null, field bigint not null,"
  " value bigint not null, source text not null, observed_at bigint not null,"
  " ground bigint not null, ends_at bigint not null, asked_by text not null,"
  " asked_body text not null, asked_at bigint not null, outcome bigint not null,"
  " decided_by text not null, decided_body text not null, decided_at bigint not null,"
  " sealed bytea, ended bigint not null default 0, primary key (area, id));"
  "alter table body add column founding bigint not null default 1;",
  /* 10: bodies and accounts are asked for, too; one person has one open account */
  "alter table request add column wanted text not null default '';"
  "alter table account add column document bytea;"
  "create unique index account_document on account (document) where ended_at is null;",
  /* 11: a lower bound of a query's own is the one that SQLite begins its search at; the view's,
   * which + keeps out of that choice, made it read all before each page of residents */
  "drop view resident_now;"
  "create view resident_now as select * from resident where +idx >= 0 and (import is null or not"
  " exists (select 1 from import i where i.area = resident.area and i.id = resident.import"
  " and i.state in ('running', 'cancelled')));",
  /* 12: passes on phones, by the phone's key, and its sessions; claim codes; applications */
  "create table holder_area (holder bytea not null, area bigint not null,"
  " primary key (holder, area));"
  "create table holder_session (hash bytea primary key, holder bytea not null,"
  " made_at bigint not null);"
  "create table holding (area bigint not null, idx bigint not null, holder bytea not null,"
  " relation bigint not null, n bigint not null, generation bigint not null,"
  " iat bigint not null, exp bigint not null, ended_at bigint not null, sealed bytea,"
  " primary key (area, idx, holder));"
  "create index holding_holder on holding (area, holder);"
  "create table claim (area bigint not null, id bigint not null, personal bigint not null,"
  " idx bigint not null, place bytea not null, code bytea not null, made_at bigint not null,"
  " until bigint not null, wrong bigint not null, closed_at bigint not null,"
  " made_by text not null, sealed bytea not null, primary key (area, id));"
  "create unique index claim_code on claim (area, code);"
  "create index claim_place on claim (area, place);"
  "create table claim_use (area bigint not null, claim bigint not null, idx bigint not null,"
  " used_at bigint not null, primary key (area, claim, idx));"
  "create table application (area bigint not null, id bigint not null, holder bytea not null,"
  " subject bytea not null, idx bigint not null, claim bigint not null,"
  " relation bigint not null, state bigint not null, differs bigint not null,"
  " asked_at bigint not null, decided_at bigint not null, decided_by text not null,"
  " origin bytea not null, once bytea, sealed bytea not null, primary key (area, id));"
  "create index application_holder on application (area, holder);"
  "create index application_state on application (area, state);"
  "create index application_person on application (area, idx);"
  "create unique index application_once on application (area, once);",
  /* 13: who read what is an entry of the audit log, too; entries die */
  "alter table audit add column body text not null default '';"
  "alter table audit add column subject bigint not null default -1;"
  "alter table audit add column form bigint not null default 1;"
  "create index audit_subject on audit (area, subject, n) where subject >= 0;"
  "alter table area add column reads_buried bigint not null default 0;"
  "alter table area add column all_buried bigint not null default 0;"
  "create index request_person on request (area, idx, id);",
  /* 14: appeals */
  "create table appeal (area bigint not null, id bigint not null, idx bigint not null,"
  " field bigint not null, way bigint not null, state bigint not null, ground bigint not null,"
  " request bigint not null, asked_body text not null, decided_body text not null,"
  " made_by text not null, made_at bigint not null, due_at bigint not null, above text not null,"
  " answered_by text not null, answered_body text not null, answered_at bigint not null,"
  " sealed bytea, primary key (area, id));"
  "create index appeal_person on appeal (area, idx);"
  "create index appeal_due on appeal (area, state, due_at);",
  /* 15: what a statement does, by which method, under which id. Until now a source's newer word
   * took the place of its older one: what counted no more is left behind. Ends that were not said
   * are the defaults; everybody is folded anew, and isolated where a positive stands. */
  "drop index statement_end;"
  "alter table statement rename to statement_before;"
  "create table statement (area bigint not null, subject bytea not null, source text not null,"
  " id text not null, field bigint not null, act bigint not null, value bigint not null,"
  " method bigint not null, observed_at bigint not null, reported_at bigint not null,"
  " valid_until bigint not null, ground bigint not null, retracts text not null,"
  " content bigint not null, received_at bigint not null, sealed bytea,"
  " primary key (area, subject, source, id));"
  "insert into statement (area, subject, source, id, field, act, value, method, observed_at,"
  " reported_at, valid_until, ground, retracts, content, received_at)"
  " select area, subject, source, '~' || field || '.' || case when value < 1 or (field = 3 and"
  " value < 2) then '1.0' else '0.' || value end || '.0.' || observed_at || '.' || valid_until,"
  " field, case when value < 1 or (field = 3 and value < 2) then 1 else 0 end, value, 0,"
  " observed_at, 0, valid_until, 0, '', 0, received_at from statement_before s where not exists"
  " (select 1 from statement_before n where n.area = s.area and n.subject = s.subject"
  " and n.field = s.field and n.source = s.source and (n.observed_at > s.observed_at"
  " or (n.observed_at = s.observed_at and n.value > s.value)));"
  "drop table statement_before;"
  "update statement set value = 0, valid_until = 0 where act = 1;"
  "update statement set valid_until = observed_at + case when field = 0 then 2592000"
  " when field = 1 then 1209600 when field = 4 then 172800 when value = 1 then 2419200"
  " else 259200 end where valid_until = 0 and act = 0 and ((field = 0 and value = 1)"
  " or field = 1 or (field = 2 and value < 3) or field = 4);"
  "create index statement_end on statement (area, valid_until) where valid_until > 0;"
  "create unique index statement_id on statement (area, source, id) where content <> 0;"
  "alter table staged_statement add column id text not null default '';"
  "alter table staged_statement add column act bigint not null default 0;"
  "alter table staged_statement add column method bigint not null default 0;"
  "alter table staged_statement add column reported_at bigint not null default 0;"
  "alter table staged_statement add column ground bigint not null default 0;"
  "alter table staged_statement add column retracts text not null default '';"
  "alter table staged_statement add column content bigint not null default 0;"
  "alter table staged_statement add column sealed bytea;"
  "update staged_statement set act = 1, value = 0, valid_until = 0 where value < 1"
  " or (field = 3 and value < 2);"
  "update staged_statement set id = '~' || field || '.' || act || '.' || value || '.0.'"
  " || observed_at || '.' || valid_until;"
  "update resident set record = record % 536870912 + 1610612736"
  " where record / 536870912 in (1, 2) and record / 8388608 % 4 >= 2;"
  "update area set changed = changed + 1;"
  "delete from setting where name = 'expired_until';",
  /* 16: what one person did alone */
  "alter table request add column emergency bigint not null default 0;",
  /* 17: sources that send statements by themselves */
  "create table feed (source text primary key, body text not null, area bigint not null,"
  " fields bigint not null, release_all bigint not null, hold_above bigint not null,"
  " hold_share bigint not null, token bytea not null, made_at bigint not null,"
  " token_until bigint not null, ended_at bigint not null);",
  /* 18: who comes for a limited time, and indexes that were theirs */
  "create table visitor (area bigint not null, idx bigint not null, visit bigint not null,"
  " host bigint not null, home bytea not null, n bigint not null, from_s bigint not null,"
  " until_s bigint not null, made_at bigint not null, ended_at bigint not null, once bytea,"
  " primary key (area, idx));"
  "create index visitor_visit on visitor (area, visit);"
  "create index visitor_host on visitor (area, host);"
  "create index visitor_home on visitor (area, home);"
  "create index visitor_end on visitor (area, until_s);"
  "create unique index visitor_once on visitor (area, once);"
  "create table free_index (area bigint not null, idx bigint not null,"
  " generation bigint not null, issues bigint not null, primary key (area, idx));",
  /* 19: numbers that people quote are not given again when what bore them has died; what ends or
   * takes back statements, by when it was said */
  "create table number (area bigint not null, kind text not null, last bigint not null,"
  " primary key (area, kind));"
  "insert into number (area, kind, last) select area, 'request', max(id) from request"
  " group by area;"
  "insert into number (area, kind, last) select area, 'appeal', max(id) from appeal group by area;"
  "insert into number (area, kind, last) select area, 'application', max(id) from application"
  " group by area;"
  "insert into number (area, kind, last) select area, 'claim', max(id) from claim group by area;"
  "create index statement_act on statement (area, observed_at) where act > 0;",
  /* 20: what feeds were told; how many lines of a source restrain people is counted often */
  "create table feed_receipt (source text not null, id text not null, made_at bigint not null,"
  " once bytea, digest bytea not null, body text not null, primary key (source, id));"
  "create unique index feed_receipt_once on feed_receipt (source, once);"
  "create index feed_receipt_made on feed_receipt (made_at);"
  "create index statement_restraint on statement (area, source, received_at)"
  " where act = 0 and value >= 2 and field in (0, 2, 3);",
  /* 21: what a roster brought can be taken back for a day */
  "create table import_done (area bigint not null, id bigint not null, actor text not null,"
  " done_at bigint not null, added bigint not null, updated bigint not null,"
  " undo bigint not null, primary key (area, id));"
  "create table import_before (area bigint not null, import bigint not null, idx bigint not null,"
  " name_hash bytea not null, sealed bytea not null, household bigint not null,"
  " role bigint not null, import_before bigint, primary key (area, import, idx));",
  /* 22: several processes over one database: who they are, what each has claimed, and what was
   * changed of what they keep in memory */
  "create table peer (name text primary key, beat bigint not null);"
  "create table lease (area bigint primary key, holder text not null);"
  "create table change (n bigint primary key, kind text not null, area bigint not null,"
  " seq bigint not null);"
  "alter table import add column owner text not null default '';"
  "delete from setting where name = 'holder';",
  /* 23: what accounts do to many; who came with a seconded import. Whoever is here already was
   * issued to before there was such a thing. */
  "create table bulk (login text not null, what bigint not null, area bigint not null,"
  " request bigint not null, at bigint not null, people bigint not null,"
  " primary key (login, what, area, request, at));"
  "create index bulk_at on bulk (at);"
  "alter table resident add column seconded bigint not null default 1;"
  "drop view resident_now;"
  "create view resident_now as select * from resident where +idx >= 0 and (import is null or not"
  " exists (select 1 from import i where i.area = resident.area and i.id = resident.import"
  " and i.state in ('running', 'cancelled')));",
  /* 24: what ends and what dies is found by when it does */
  "create index application_asked on application (area, asked_at);"
  "create index claim_until on claim (area, until);"
  "create index holding_exp on holding (area, exp);"
  "create index holding_ended on holding (area, ended_at) where ended_at > 0;"
  "create index holder_session_made on holder_session (made_at);"
  "create index holder_of_area on holder_area (area, holder);"
  "create index request_asked on request (area, asked_at);"
  "create index request_waits on request (area, asked_at) where outcome = 0;"
  "create index request_ends on request (area, ends_at) where ends_at > 0 and ended = 0;"
  "create index appeal_made on appeal (area, made_at);"
  "create index issue_exp on issue (area, exp);",
  /* 25: certificates, and editions of the plan that an area set */
  "create table certificate (area bigint not null, serial bigint not null, idx bigint not null,"
  " subject bytea not null, kind bigint not null, iat bigint not null, exp bigint not null,"
  " edition text not null, body text not null, issued_by text not null,"
  " withdrawn_at bigint not null, withdrawn_body text not null, withdrawn_by text not null,"
  " sealed bytea not null, primary key (area, serial));"
  "create index certificate_subject on certificate (area, subject);"
  "create index certificate_end on certificate (area, exp);"
  "create index certificate_withdrawn on certificate (area, serial) where withdrawn_at > 0;"
  "create table edition (area bigint not null, id text not null, valid_from bigint not null,"
  " made_at bigint not null, body text not null, primary key (area, id));",
  /* 26: what feeds said of nobody known, until somebody of that document appears; and who did, or
   * has another home, so that what is known of them is carried there */
  "create table unmatched (subject bytea not null, name bytea not null, source text not null,"
  " content bigint not null, received_at bigint not null, sealed bytea not null,"
  " primary key (subject, name));"
  "create index unmatched_source on unmatched (source);"
  "create index unmatched_received on unmatched (received_at);"
  "create table arrival (area bigint not null, subject bytea not null, due bigint not null,"
  " primary key (area, subject));"
  "create index arrival_due on arrival (due);",
  /* 27: whom a person met, sealed; who may see names */
  "create table trace (area bigint not null, id bigint not null, idx bigint not null,"
  " from_s bigint not null, to_s bigint not null, minutes bigint not null,"
  " made_by text not null, made_body text not null, made_at bigint not null,"
  " names_by text not null, names_at bigint not null, first bigint not null,"
  " second bigint not null, sealed bytea not null, primary key (area, id));"
  "create index trace_to on trace (area, to_s);",
  /* 28: swabs as sampling points registered them, and what was said of their tubes */
  "create table swab (area bigint not null, gate text not null, seq bigint not null,"
  " tube bytea not null, at bigint not null, received_at bigint not null,"
  " undoes bigint not null, state bigint not null, due bigint not null, subject bytea,"
  " primary key (area, gate, seq));"
  "create index swab_tube on swab (tube);"
  "create index swab_due on swab (due) where state = 0;"
  "create index swab_at on swab (at);"
  "create index swab_received on swab (received_at);"
  "create index swab_undoes on swab (area, gate, undoes) where undoes > 0;"
  "create table tube_result (area bigint not null, tube bytea not null, name bytea not null,"
  " source text not null, content bigint not null, received_at bigint not null,"
  " restrains bigint not null, sealed bytea not null, primary key (area, tube, name));"
  "create index tube_result_tube on tube_result (tube);"
  "create index tube_result_received on tube_result (received_at);",
  /* 29: the tubes that a person is in */
  "create index swab_subject on swab (subject);",
  /* 30: emergencies that were ended, what was deleted, and what was signed of it */
  "create table closing (area bigint not null, id bigint not null, asked_by text not null,"
  " asked_body text not null, decided_by text not null, decided_body text not null,"
  " begun_at bigint not null, done_at bigint not null, statement bytea, primary key (area, id));"
  "create table closing_count (area bigint not null, id bigint not null, kind text not null,"
  " deleted bigint not null, primary key (area, id, kind));",
  /* 31: exercises, and which events are of one */
  "create table drill (area bigint not null, id bigint not null, from_s bigint not null,"
  " until_s bigint not null, started_by text not null, ended_by text not null,"
  " primary key (area, id));"
  "alter table event add column drill bigint not null default 0;",
  /* 32: whom a roster did not name, until the office has confirmed who is gone */
  "create table import_gone (area bigint not null, import bigint not null, idx bigint not null,"
  " ended_at bigint not null, generation bigint not null, primary key (area, import, idx));",
  /* 33: a hash of what a pass was asked for under, so that it is not issued twice */
  "alter table issue add column once bytea;",
  /* 34: what one did before there was a second, and the second refused, until it is undone */
  "create index request_undone on request (area, id) where act = 12 and outcome = 2"
  " and ended = 0;",
  /* 35: what requests were answered under an Idempotency-Key, in one place */
  "create table answer (area bigint not null, name bytea not null, asked bytea not null,"
  " status bigint not null, stream bigint not null, made_at bigint not null,"
  " sealed bytea not null, primary key (area, name));"
  "create index answer_made on answer (area, made_at);"
  "drop index application_once;"
  "drop index visitor_once;"
  "alter table application drop column once;"
  "alter table visitor drop column once;"
  "alter table issue drop column once;",
  /* 36: whoever is known by several documents, by each of them; in the directory they all stand */
  "create table document (area bigint not null, idx bigint not null, id_hash bytea not null,"
  " sealed bytea not null, added_at bigint not null, added_by text not null,"
  " primary key (area, idx, id_hash));",
  /* 37: people by telephone; who is here already is hashed when the server starts */
  "alter table resident add column phone_hash bytea;"
  "alter table import_before add column phone_hash bytea;"
  "create index resident_phone on resident (area, phone_hash) where phone_hash is not null;"
  "drop view resident_now;"
  "create view resident_now as select * from resident where +idx >= 0 and (import is null or not"
  " exists (select 1 from import i where i.area = resident.area and i.id = resident.import"
  " and i.state in ('running', 'cancelled')));"
  "insert into setting (name, value) values ('telephones', 'due');",
  /* 38: feeds that sign in by a key */
  "alter table feed add column spki bytea;",
};

const struct db_schema store_schema = { migrations, sizeof migrations / sizeof *migrations };
