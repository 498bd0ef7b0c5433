/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The socket of a running gate, DIR/gate.sock, for those who may write to its folder: GET /status,
 * POST /word with what a person says (core/operator_command.h), POST /sync to ask the server now;
 * POST /objects/OBJECT/AREA with a signed object, answered with {reason}, and GET /batches/FROM,
 * answered with {first, next, batch} or 404, for whoever holds a stick to it. And what the commands
 * ask it.
 */
#ifndef GATE_CONTROL_H
#define GATE_CONTROL_H

#include "core/gate.h"
#include "loop/operator_queue.h"

struct gate_control;

struct gate_control_options {
  const char *dir;
  bool away; /* it is a mount point without its card: no socket is made there */
  struct gate *gate;
  struct gate_words *words;
  /* The gate's state as JSON; called from any thread. NULL: out of memory. */
  json_t *(*status)(void *context);
  void (*sync)(void *context); /* has the next round begin; never waits */
  void *context;
};

/* TX_OK, or why there is no socket. */
enum tx_reason gate_control_start(const struct gate_control_options *options,
                                  struct gate_control **out);
/* As host_http_turns. */
bool gate_control_turns(const struct gate_control *control, int64_t within_ms);
/* Whether its file still stands where commands look for it: a card that is changed takes it away.
 */
bool gate_control_is_there(const struct gate_control *control);
void gate_control_stop(struct gate_control *control); /* NULL is nothing */

/* The other side. The status of the answer, 0 when no gate runs there; body malloc'd, may be NULL.
 */
long gate_control_ask(const char *dir, const char *path, const char *json, char **body);
/* The same with bytes to take, for which it is given longer. */
long gate_control_send(const char *dir, const char *path, struct tx_span bytes, char **body);

#endif
