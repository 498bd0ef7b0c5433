/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a line: it asks no database. */
#include "domain/resident/merge.h"
#include "domain/roster/id_document.h"
#include "domain/statement/line.h"
#include "host/text/text.h"
#include "take_internal.h"
#include "tube.h"

#include <stdio.h>
#include <stdlib.h>

static bool wrong(struct host_problem *problem, enum tx_reason reason, const char *zh,
                  const char *en) {
  host_problem_say(problem, reason, zh, en);
  return false;
}

static bool is_given(const struct statement_words *words, enum feed_member member) {
  return words->of[member] && *words->of[member];
}

/* A source speaks for itself, and of its area. */
static bool check_scope(const struct feed_take *take, const struct statement_words *words,
                        enum feed_member *member, struct host_problem *problem) {
  uint64_t area;
  *member = FEED_SOURCE;
  if (is_given(words, FEED_SOURCE) && strcmp(words->of[FEED_SOURCE], take->feed.source) != 0)
    return wrong(problem, TX_NOT_ALLOWED, "是另一个来源", "is another source");
  *member = FEED_AREA;
  if (!is_given(words, FEED_AREA)) return true;
  if (!tx_area_parse(tx_span_text(words->of[FEED_AREA]), &area))
    return wrong(problem, TX_BAD_ARGUMENT, "不是12位区划代码", "is no area code of 12 digits");
  return tx_area_contains(take->feed.area, area) ||
         wrong(problem, TX_NOT_ALLOWED, "不在这个数据源的区划内", "lies outside the feed's area");
}

static bool check_field(const struct feed_take *take, struct statement_row *row,
                        enum feed_member *member, struct host_problem *problem) {
  *member = FEED_FIELD;
  if (!(take->feed.fields & 1u << row->field))
    return wrong(problem, TX_NOT_ALLOWED, "不是这个数据源可以说明的项目",
                 "is none that the feed may speak of");
  if (take->feed.release_all && row->act == STATEMENT_RELEASE) row->act = STATEMENT_RELEASE_ALL;
  return true;
}

static bool read_person(const struct feed_take *take, const struct statement_words *words,
                        struct feed_said *out, enum feed_member *member,
                        struct host_problem *problem) {
  char number[ID_NUMBER_MAX + 1];
  *member = FEED_ID;
  if (!is_given(words, FEED_ID) || !statement_read_number(words->of[FEED_ID], number))
    return wrong(problem, TX_BAD_ARGUMENT, "不是证件号码", "is no identity number");
  field_hash(&take->server->fields, "id", number, out->subject);
  return true;
}

/* A person, a tube, or whoever is in one. */
static bool read_whom(const struct feed_take *take, const struct statement_words *words,
                      struct feed_said *out, enum feed_member *member,
                      struct host_problem *problem) {
  const struct field_keys *fields = &take->server->fields;
  out->tube = is_given(words, FEED_TUBE);
  if (!out->tube) return read_person(take, words, out, member, problem);
  if (!tube_read(fields, words, &out->row, out->subject, member, problem)) return false;
  if (!out->swab) return true;
  memcpy(out->subject, out->swab->subject, TX_HASH_SIZE);
  tube_name(fields, out->swab, &out->row);
  return true;
}

/* A colour or a state says on which ground, by which report, and which two bodies decided; a
 * laboratory's positive says which report. */
static bool has_papers(const struct statement_words *words, const struct feed_said *said) {
  bool evidence = is_given(words, FEED_EVIDENCE);
  if (said->row.field == STATEMENT_TEST) return evidence;
  return evidence && said->row.ground && is_given(words, FEED_DECIDED) &&
         is_given(words, FEED_CONFIRMED) &&
         strcmp(words->of[FEED_DECIDED], words->of[FEED_CONFIRMED]) != 0;
}

static bool read_said(struct feed_take *take, int64_t now_s, struct feed_line *line,
                      struct feed_said *out, enum feed_member *member,
                      struct host_problem *problem) {
  if (!check_scope(take, &line->words, member, problem)) return false;
  line->words.of[FEED_SOURCE] = take->feed.source;
  if (out->swab) line->words.of[FEED_AT] = out->at;
  tube_complete(&line->words);
  if (!statement_read(&line->words, now_s, &out->row, member, problem)) return false;
  if (!check_field(take, &out->row, member, problem)) return false;
  if (!read_whom(take, &line->words, out, member, problem)) return false;
  out->restraint = statement_restraint(&out->row);
  out->papers = has_papers(&line->words, out);
  return true;
}

enum tx_reason feed_take_read(struct feed_take *take, int64_t now_s, struct tx_span text,
                              struct feed_said *out, bool *good, enum feed_member *member,
                              struct host_problem *problem) {
  struct feed_line line;
  enum tx_reason reason = TX_OK;
  *good = feed_line_read(text, &line, member, problem) &&
          read_said(take, now_s, &line, out, member, problem);
  if (*good)
    reason = statement_content(&take->server->fields, &line.words, out->subject, &out->row,
                               &out->sealed);
  feed_line_finish(&line);
  return reason;
}

void feed_said_finish(struct feed_said *said) {
  host_bytes_finish(&said->sealed);
  free(said->text);
  said->text = NULL;
}

/* --- a line that is kept ---------------------------------------------------------------------- */

void feed_said_hash(const struct feed_said *said, const struct request *request, const char *kind,
                    uint8_t out[TX_HASH_SIZE]) {
  char text[STATEMENT_SOURCE_SIZE + STATEMENT_ID_SIZE];
  snprintf(text, sizeof text, "%s %s", said->row.source, said->row.id);
  field_hash(request->fields, kind, text, out);
}

void feed_row_name(const char *kind, const uint8_t subject[TX_HASH_SIZE],
                   const uint8_t hash[TX_HASH_SIZE], char out[FEED_ROW_NAME_SIZE]) {
  char of[2 * TX_HASH_SIZE + 1], by[2 * TX_HASH_SIZE + 1];
  host_hex(tx_span_of(subject, TX_HASH_SIZE), of);
  host_hex(tx_span_of(hash, TX_HASH_SIZE), by);
  snprintf(out, FEED_ROW_NAME_SIZE, "%s %s %s", kind, of, by);
}
