/* SPDX-License-Identifier: Apache-2.0 */
#include "stream.h"

#include "host/text/date.h"
#include "live.h"
#include "once.h"

#include <stdio.h>
#include <stdlib.h>

#define TELL_EVERY_MS 200

struct stream {
  struct stream_work work;
  struct api *api;
  char actor[40];
  struct caller caller;
  char *text; /* lines that are not sent yet */
  size_t at, n;
  bool over;
  struct once *once;      /* what keeps the answer; NULL: nothing */
  struct host_bytes kept; /* of it, up to here; no bytes: it is too long */
};

void stream_line(FILE *out, json_t *json) {
  json_dumpf(json, out, JSON_COMPACT);
  fputc('\n', out);
  json_decref(json);
}

bool stream_is_time(int64_t *told_ms) {
  int64_t now_ms = host_monotonic_ms();
  if (now_ms - *told_ms < TELL_EVERY_MS) return false;
  *told_ms = now_ms;
  return true;
}

static void tell_problem(const struct host_problem *problem, FILE *out) {
  unsigned status = host_reason_status(problem->reason);
  stream_line(out, json_pack("{s:o}", "problem", host_problem_json(problem, status, false)));
}

/* Over before the last line goes out: who has read it finds nothing of the work in the way. */
static void close_work(struct stream *stream) {
  if (stream->work.work) stream->work.close(stream->work.work);
  stream->work.work = NULL;
  live_stir(stream->api->live);
}

/* --- one step, and what it has to say ------------------------------------------------------------
 */

static void say(struct stream *stream, bool done, const struct host_problem *problem) {
  FILE *out = open_memstream(&stream->text, &stream->n);
  stream->over = done || problem->reason != TX_OK || !out;
  if (!out) return;
  if (problem->reason == TX_OK)
    stream->work.tell(stream->work.work, done, out);
  else
    tell_problem(problem, out);
  fclose(out);
}

static void unsay(struct stream *stream) {
  free(stream->text);
  stream->text = NULL;
  stream->at = stream->n = 0;
}

/* Of what is too long the end is kept, which is the result. */
static bool remember(struct stream *stream, bool done) {
  struct host_bytes *kept = &stream->kept;
  if (kept->n + stream->n > ONCE_TEXT_MAX) kept->n = 0;
  if (stream->n > ONCE_TEXT_MAX && !done) return true;
  uint8_t *grown = realloc(kept->p, kept->n + stream->n + 1);
  if (!grown) return false;
  memcpy(grown + kept->n, stream->text, stream->n);
  *kept = (struct host_bytes){ .p = grown, .n = kept->n + stream->n };
  return true;
}

/* Instead of its own answer. */
static bool say_before(struct stream *stream, const struct once_answer *before) {
  if (!before->text.p) return false;
  unsay(stream);
  stream->text = (char *)before->text.p;
  stream->n = before->text.n;
  return stream->over = true;
}

/* The last step's answer is committed with it. */
static enum tx_reason finish_once(struct stream *stream, const struct request *request,
                                  struct host_problem *problem) {
  struct once_answer before = { 0 };
  const struct once_answer answer = { .status = 200, .is_stream = true, .text = stream->kept };
  enum tx_reason reason =
      once_finish(stream->api->server, request, stream->once, &answer, &before, problem);
  return say_before(stream, &before) ? TX_OK : reason;
}

static enum tx_reason tell_once(struct stream *stream, const struct request *request, bool done,
                                struct host_problem *problem) {
  say(stream, done, problem);
  if (!remember(stream, done)) return TX_NO_MEMORY;
  return done ? finish_once(stream, request, problem) : TX_OK;
}

/* As advance_plainly, within one transaction. */
static void advance_once(struct stream *stream, const struct request *request) {
  struct once_answer before = { 0 };
  struct host_problem problem = { 0 };
  bool done = false;
  db_join(request->db);
  enum tx_reason reason = stream->work.step(stream->work.work, request, &done, &problem);
  if (reason == TX_OK && !done) reason = request_join_end(stream->api->server, request);
  if (reason == TX_OK) reason = tell_once(stream, request, done, &problem);
  if (reason == TX_OK) return;
  once_refuse(stream->api->server, request, stream->once, reason, &before);
  if (say_before(stream, &before)) return;
  host_problem_of(&problem, reason);
  unsay(stream);
  say(stream, done, &problem);
}

static void advance_plainly(struct stream *stream, const struct request *request) {
  struct host_problem problem = { 0 };
  bool done = false;
  host_problem_of(&problem, stream->work.step(stream->work.work, request, &done, &problem));
  say(stream, done, &problem);
}

static void advance(struct stream *stream) {
  unsay(stream);
  struct request request =
      request_begin_slice(stream->api->server, api_now(stream->api), stream->actor);
  request.caller = &stream->caller;
  if (stream->once)
    advance_once(stream, &request);
  else
    advance_plainly(stream, &request);
  request_end(stream->api->server, &request);
  if (stream->over) close_work(stream);
}

static size_t read_stream(void *context, char *out, size_t cap) {
  struct stream *stream = context;
  if (stream->at == stream->n && !stream->over) advance(stream);
  if (stream->at == stream->n && stream->over) return 0;
  if (stream->at == stream->n) return *out = '\n', 1; /* alive, and is the client still there? */
  size_t n = stream->n - stream->at < cap ? stream->n - stream->at : cap;
  memcpy(out, stream->text + stream->at, n);
  stream->at += n;
  return n;
}

static void finish_stream(void *context) {
  struct stream *stream = context;
  close_work(stream);
  free(stream->text);
  free(stream->kept.p);
  free(stream->once);
  free(stream);
}

/* It lives longer than the request. */
static bool copy_once(const struct once *once, struct stream *stream) {
  if (!once) return true;
  stream->once = malloc(sizeof *stream->once);
  if (stream->once) *stream->once = *once;
  return stream->once != NULL;
}

void stream_answer(struct call *call, const struct stream_work *work) {
  struct stream *stream = calloc(1, sizeof *stream);
  if (!stream || !copy_once(call->once, stream)) {
    free(stream);
    work->close(work->work);
    host_reply_problem(call->http, 500, TX_NO_MEMORY, NULL);
    return;
  }
  stream->work = *work;
  stream->api = call->api;
  memcpy(stream->actor, call->actor, sizeof stream->actor);
  stream->caller = *call->caller;
  const struct host_stream lines = { read_stream, finish_stream, stream };
  host_reply_stream(call->http, 200, "application/jsonl", &lines);
}
