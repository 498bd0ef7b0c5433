/* SPDX-License-Identifier: Apache-2.0 */
#include "trace.h"

static const struct {
  const char *word, *zh, *en;
} ways[TRACE_WAYS] = {
  [TRACE_GATE] = { "gate", "同门", "gate" },
  [TRACE_HOUSEHOLD] = { "household", "同户", "household" },
  [TRACE_TUBE] = { "tube", "同管", "tube" },
};

const char *trace_way_word(enum trace_way way) {
  return ways[way].word;
}
const char *trace_way_zh(enum trace_way way) {
  return ways[way].zh;
}
const char *trace_way_en(enum trace_way way) {
  return ways[way].en;
}

const char *trace_order_zh(int order) {
  return order == 1 ? "密切接触者" : "次密接";
}
const char *trace_order_en(int order) {
  return order == 1 ? "contact" : "contact of a contact";
}
