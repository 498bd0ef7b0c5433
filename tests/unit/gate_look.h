/* SPDX-License-Identifier: Apache-2.0 */
/* What a source of a gate shows, look by look, and how the gate answers. */
#ifndef TESTS_UNIT_GATE_LOOK_H
#define TESTS_UNIT_GATE_LOOK_H

#include "gate_scene.h"
#include "promise.h"

#define MINUTE_S 60

static struct scene scene;
static struct gate_shown shown[4];

static int begin(UNUSED void **state) {
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  return 0;
}

static int end(UNUSED void **state) {
  scene_end(&scene);
  return 0;
}

/* Seen in one look at a source, and remembered; how many answers were given. They stay in shown,
 * without their state. */
static size_t look_at(const void *source, const char *const *texts, size_t n) {
  struct tx_span spans[4];
  for (size_t i = 0; i < n; i++)
    spans[i] = tx_span_text(texts[i]);
  size_t given = gate_show_together(&scene.gate, source, spans, n, TX_IN, shown);
  for (size_t i = 0; i < given; i++) {
    gate_remember(&scene.gate, &shown[i].outcome);
    gate_outcome_finish(&shown[i].outcome);
  }
  return given;
}
#define LOOK(...)                                                                                  \
  look_at(&scene, (const char *const[]){ __VA_ARGS__ },                                            \
          sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

#define ANSWERED(reason_, ...)                                                                     \
  do {                                                                                             \
    assert_int_equal(LOOK(__VA_ARGS__), 1);                                                        \
    assert_int_equal(shown[0].outcome.decision.reason, reason_);                                   \
  } while (0)
#define SILENT(...) assert_int_equal(LOOK(__VA_ARGS__), 0)

typedef char text_t[TX_TEXT_MAX + 1];

/* The code that the phone of index shows now. */
static const char *fresh(uint32_t index, text_t text) {
  scene_live(&scene, index, gate_now(&scene.gate).now_s, text);
  return text;
}

#define SHOWN(name) cmocka_unit_test_setup_teardown(name, begin, end)

#endif
