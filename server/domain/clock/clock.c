/* SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"

#include "domain/audit/log.h"
#include "host/sys/file.h"
#include "host/sys/log.h"
#include "host/text/date.h"
#include "host/text/visible.h"
#include "store/core/areas.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define SETTING "clock" /* "WALL BOOT-MS BOOT DOUBTED" */
#define SETTING_SIZE 340
#define KEEP_S 3600
#define BOOT_ID "/proc/sys/kernel/random/boot_id"

struct clock_guard {
  pthread_mutex_t lock;
  struct clock_past past;
  char boot[CLOCK_BOOT_SIZE];
  char setting[SETTING_SIZE]; /* under which the past is kept */
  bool given;
  bool said;      /* that it is not believed */
  bool unwritten; /* the past is not kept yet: the database failed */
};

static void read_boot(char out[CLOCK_BOOT_SIZE]) {
  HOST_BYTES bytes = { 0 };
  out[0] = '\0';
  if (host_file_read(BOOT_ID, 256, &bytes) != TX_OK) return;
  size_t n = strspn((const char *)bytes.p, "0123456789abcdefABCDEF-");
  if (n < CLOCK_BOOT_SIZE) snprintf(out, CLOCK_BOOT_SIZE, "%.*s", (int)n, (const char *)bytes.p);
}

struct clock_guard *clock_create(void) {
  struct clock_guard *clock = calloc(1, sizeof *clock);
  if (!clock) return NULL;
  pthread_mutex_init(&clock->lock, NULL);
  read_boot(clock->boot);
  snprintf(clock->setting, sizeof clock->setting, SETTING);
  return clock;
}

void clock_place(struct clock_guard *clock, const char *place) {
  snprintf(clock->setting, sizeof clock->setting, SETTING " %s", place);
}

void clock_destroy(struct clock_guard *clock) {
  if (!clock) return;
  pthread_mutex_destroy(&clock->lock);
  free(clock);
}

void clock_give(struct clock_guard *clock) {
  clock->given = true;
}

/* --- the past --------------------------------------------------------------------------------- */

enum tx_reason clock_load(struct clock_guard *clock, struct db *db) {
  char text[128];
  struct clock_past past = { 0 };
  int doubted = 0;
  enum tx_reason reason = settings_get(db, clock->setting, text, sizeof text);
  if (reason == TX_NOT_FOUND) reason = settings_get(db, SETTING, text, sizeof text);
  if (reason == TX_NOT_FOUND) return TX_OK; /* it was made by an earlier release */
  if (reason != TX_OK) return reason;
  if (sscanf(text, "%" SCNd64 " %" SCNd64 " %39s %d", &past.trusted.wall_s, &past.trusted.boot_ms,
             past.trusted.boot, &doubted) != 4)
    return TX_MALFORMED;
  if (strcmp(past.trusted.boot, "-") == 0) past.trusted.boot[0] = '\0';
  past.doubted = doubted != 0;
  clock->past = past;
  return TX_OK;
}

void clock_set_floor(struct clock_guard *clock, int64_t iat) {
  if (!clock->past.trusted.wall_s) clock->past.trusted.wall_s = iat;
}

static enum tx_reason write_past(const struct clock_guard *clock, struct db *db,
                                 const struct clock_past *past) {
  char text[128];
  const struct clock_reading *trusted = &past->trusted;
  snprintf(text, sizeof text, "%" PRId64 " %" PRId64 " %s %d", trusted->wall_s, trusted->boot_ms,
           *trusted->boot ? trusted->boot : "-", past->doubted);
  return settings_set(db, clock->setting, text);
}

/* --- looking ---------------------------------------------------------------------------------- */

static struct clock_reading read_clocks(const struct clock_guard *clock) {
  struct clock_reading now = { .wall_s = host_now_s(), .boot_ms = host_monotonic_ms() };
  memcpy(now.boot, clock->boot, sizeof now.boot);
  return now;
}

/* Holds the lock. */
static struct clock_view look(const struct clock_guard *clock, const struct clock_reading *now) {
  struct clock_view view = { .given = clock->given,
                             .now_s = now->wall_s,
                             .expected_s = now->wall_s,
                             .trusted_s = clock->past.trusted.wall_s };
  if (!clock->given) view.verdict = clock_judge(&clock->past, now, &view.expected_s);
  return view;
}

struct clock_view clock_look(struct clock_guard *clock) {
  const struct clock_reading now = read_clocks(clock);
  pthread_mutex_lock(&clock->lock);
  struct clock_view view = look(clock, &now);
  pthread_mutex_unlock(&clock->lock);
  return view;
}

int64_t clock_best(struct clock_guard *clock, int64_t now_s) {
  struct clock_view view = clock_look(clock);
  const bool known_better = view.verdict == CLOCK_JUMPED || view.verdict == CLOCK_BACK;
  return known_better ? view.expected_s : now_s;
}

int64_t clock_certain(struct clock_guard *clock, int64_t now_s) {
  const struct clock_view view = clock_look(clock);
  return view.verdict == CLOCK_RIGHT ? now_s : view.expected_s;
}

const char *clock_verdict_word(enum clock_verdict verdict) {
  static const char *const words[] = { "right", "jumped", "back", "gone", "doubted" };
  return words[verdict];
}

/* --- before anything is signed ---------------------------------------------------------------- */

static enum tx_reason refuse(const struct clock_view *view, struct host_problem *problem) {
  char now[HOST_DATE_SIZE], expected[HOST_DATE_SIZE];
  host_date_shanghai(view->now_s, now);
  host_date_shanghai(view->expected_s, expected);
  if (view->verdict == CLOCK_JUMPED)
    return host_problem_set(
        problem, TX_CLOCK_UNSURE,
        "本机时钟显示%s，而按上次可信的时间推算应为%s（北京时间），因此什么都不签发：请校准时钟；"
        "时钟没错，请执行 tongxing-server clock confirm。",
        "The clock says %s, but by the time that was right last it should be %s (Beijing time), so "
        "nothing is signed: set it, or, if it is right, run tongxing-server clock confirm.",
        now, expected);
  return host_problem_set(
      problem, TX_CLOCK_UNSURE,
      "本机时钟显示%s，而关机前最后可信的时间是%s（北京时间），因此什么都不签发：请校准时钟；"
      "时钟没错，请执行 tongxing-server clock confirm。",
      "The clock says %s, but before the machine was off it said %s (Beijing time), so nothing is "
      "signed: set it, or, if it is right, run tongxing-server clock confirm.",
      now, expected);
}

static void tell(struct clock_guard *clock, const struct clock_view *view) {
  bool doubt = view->verdict != CLOCK_RIGHT;
  if (doubt == clock->said) return;
  clock->said = doubt;
  if (doubt)
    host_log(HOST_ERROR,
             "clock: not trusted (%s: %lld, expected %lld): nothing is signed; set it, or run "
             "tongxing-server clock confirm",
             clock_verdict_word(view->verdict), (long long)view->now_s,
             (long long)view->expected_s);
  else
    host_log(HOST_NOTICE, "clock: trusted again");
}

/* Whether the past is to be written down: what is believed once an hour, at a boot, or after a
 * doubt; a jump as soon as there is one, since the next boot might take it for the time it was off.
 */
static bool renew(struct clock_past *past, const struct clock_reading *now,
                  enum clock_verdict verdict) {
  if (verdict != CLOCK_RIGHT) {
    bool first = verdict == CLOCK_JUMPED && !past->doubted;
    past->doubted = past->doubted || first;
    return first;
  }
  bool fresh = strcmp(past->trusted.boot, now->boot) == 0 && !past->doubted &&
               llabs(now->wall_s - past->trusted.wall_s) < KEEP_S;
  if (!fresh) *past = (struct clock_past){ .trusted = *now };
  return !fresh;
}

/* What could not be written is when the clock is looked at next. */
static enum tx_reason keep(struct clock_guard *clock, struct db *db,
                           const struct clock_past *past) {
  enum tx_reason reason = write_past(clock, db, past);
  if (reason == TX_OK) return TX_OK;
  pthread_mutex_lock(&clock->lock);
  clock->unwritten = true;
  pthread_mutex_unlock(&clock->lock);
  return reason;
}

enum tx_reason clock_check(struct clock_guard *clock, const struct request *request,
                           struct host_problem *problem) {
  const struct clock_reading now = read_clocks(clock);
  pthread_mutex_lock(&clock->lock);
  struct clock_view view = look(clock, &now);
  bool changed = !view.given && (renew(&clock->past, &now, view.verdict) || clock->unwritten);
  struct clock_past past = clock->past;
  clock->unwritten = false;
  tell(clock, &view);
  pthread_mutex_unlock(&clock->lock);
  enum tx_reason reason = changed ? keep(clock, request->db, &past) : TX_OK;
  if (view.verdict != CLOCK_RIGHT) return refuse(&view, problem);
  return host_problem_of(problem, reason);
}

/* --- somebody's word -------------------------------------------------------------------------- */

static enum tx_reason write_word(const struct server *server, const struct request *request,
                                 const struct clock_past *past, const struct clock_view *before,
                                 const char *words) {
  char detail[CLOCK_WORDS_MAX + 120];
  snprintf(detail, sizeof detail, "%s %lld, expected %lld: %s", clock_verdict_word(before->verdict),
           (long long)before->now_s, (long long)before->expected_s, words);
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = write_past(server->clock, request->db, past);
  if (reason == TX_OK) reason = audit_log_append(request, server->area, "clock confirm", detail);
  return reason == TX_OK ? db_commit(&work) : reason;
}

enum tx_reason clock_confirm(const struct server *server, const struct request *request,
                             const char *words, struct clock_view *out,
                             struct host_problem *problem) {
  struct clock_guard *clock = server->clock;
  const struct clock_reading now = read_clocks(clock);
  if (!*words || strlen(words) > CLOCK_WORDS_MAX || !host_visible(tx_span_text(words)))
    return host_problem_set(problem, TX_BAD_ARGUMENT,
                            "请说明时钟是怎样核对的，如“与手机核对过”，1到%d个字节。",
                            "Say how the clock was checked, such as \"compared with a phone\": 1 "
                            "to %d bytes.",
                            CLOCK_WORDS_MAX);
  const struct clock_past past = { .trusted = now };
  pthread_mutex_lock(&clock->lock);
  *out = look(clock, &now);
  pthread_mutex_unlock(&clock->lock);
  enum tx_reason reason = write_word(server, request, &past, out, words);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  pthread_mutex_lock(&clock->lock);
  clock->past = past;
  pthread_mutex_unlock(&clock->lock);
  return TX_OK;
}
