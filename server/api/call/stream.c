/* SPDX-License-Identifier: Apache-2.0 */
#include "stream.h"

#include "host/text/date.h"

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
}

/* One step, and what it has to say. */
static void advance(struct stream *stream) {
  struct host_problem problem = { 0 };
  bool done = false;
  free(stream->text);
  stream->text = NULL;
  stream->at = stream->n = 0;
  struct request request =
      request_begin_slice(stream->api->server, api_now(stream->api), stream->actor);
  request.caller = &stream->caller;
  enum tx_reason reason = stream->work.step(stream->work.work, &request, &done, &problem);
  request_end(stream->api->server, &request);
  FILE *out = open_memstream(&stream->text, &stream->n);
  stream->over = done || reason != TX_OK || !out;
  host_problem_of(&problem, reason);
  if (out && reason == TX_OK) stream->work.tell(stream->work.work, done, out);
  if (out && reason != TX_OK) tell_problem(&problem, out);
  if (out) fclose(out);
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
  free(stream);
}

void stream_answer(struct call *call, const struct stream_work *work) {
  struct stream *stream = calloc(1, sizeof *stream);
  if (!stream) {
    work->close(work->work);
    host_reply_problem(call->http, 500, TX_NO_MEMORY, NULL);
    return;
  }
  stream->work = *work;
  stream->api = call->api;
  memcpy(stream->actor, call->actor, sizeof stream->actor);
  if (call->caller) stream->caller = *call->caller;
  const struct host_stream lines = { read_stream, finish_stream, stream };
  host_reply_stream(call->http, 200, "application/jsonl", &lines);
}
