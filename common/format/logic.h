/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CertLogic 1.3.3, the rule language of the EU Digital COVID Certificate: compiled once, then
 * evaluated without allocation.
 */
#ifndef TX_LOGIC_H
#define TX_LOGIC_H

#include "value.h"

#include <jansson.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TX_LOGIC_NODES 1000 /* of one expression */
#define TX_LOGIC_DEPTH 32
#define TX_LOGIC_STEPS 100000 /* evaluations of nodes, so that nested reduce ends */

struct tx_logic; /* compiled; immutable, so it may be shared between threads */

struct tx_logic_error {
  char where[128];     /* JSON pointer into the expression, "" for its root */
  const char *zh, *en; /* one sentence each; static */
  bool no_memory;      /* nothing is wrong with the expression */
};

/* Compiles an expression; the result owns its memory and does not point into json. NULL: invalid
 * (unknown operation, wrong number of operands, a literal that is not allowed, too large, too
 * deep) or out of memory; *error says which and where. error may be NULL. */
struct tx_logic *tx_logic_compile(const json_t *json, struct tx_logic_error *error);
void tx_logic_destroy(struct tx_logic *logic);

/* For an expression that compiles: whether each text in the place of a date is one, and whether
 * <, >, <=, >=, before, after, not-after and not-before set moments (what plusTime and
 * dccDateOfBirth give) against moments only. False: *error says which and where. */
bool tx_logic_check_moments(const json_t *json, struct tx_logic_error *error);

enum tx_logic_end {
  TX_LOGIC_VALUE,
  TX_LOGIC_NULL_MET, /* policies only: null reached a comparison, a date operation, + or the second
                        place of in */
  TX_LOGIC_ERROR,    /* a mismatch of types, a step limit */
};

/* How nulls are met: as the public suites have it, or as details.md has it for policies. */
enum tx_logic_nulls { TX_NULLS_PUBLIC, TX_NULLS_END };

/* Evaluates over data, with no allocation. With TX_LOGIC_VALUE *out is the result; its spans and
 * items point into logic, data or scratch. scratch holds arrays that are built on the way (array
 * literals with expressions) and the data of a reduce where var "" asks for it whole; when it is
 * used up the evaluation is an error. TX_LOGIC_SCRATCH values are enough for policies. Inside a
 * reduce var sees current and accumulator, and nothing else. */
#define TX_LOGIC_SCRATCH 256
enum tx_logic_end tx_logic_evaluate(const struct tx_logic *logic, const struct tx_value *data,
                                    enum tx_logic_nulls nulls, struct tx_value *scratch,
                                    size_t scratch_count, struct tx_value *out);

/* Truthy as CertLogic has it: 1 truthy, 0 falsy, -1 neither. */
int tx_value_truth(const struct tx_value *value);

/* Calls path for every var of an expression ("record.test"), and literal for every literal that an
 * operation weighs (===, in, + and comparisons; of arrays each item), with the path of the var that
 * stands beside it, or an empty one. Either function may be NULL. For the checks of policies. */
struct tx_logic_visitor {
  void (*path)(struct tx_logic_visitor *visitor, struct tx_span path);
  void (*literal)(struct tx_logic_visitor *visitor, struct tx_span path,
                  const struct tx_value *value);
};
void tx_logic_visit(const struct tx_logic *logic, struct tx_logic_visitor *visitor);

/* Seconds since 1970 to "2026-11-23T12:00:00Z" and a terminator: ISO 8601, as rules see times. Kept
 * within the years 1970 to 9999. */
void tx_time_format(int64_t at_s, char out[21]);
/* Any date or date-time that CertLogic's plusTime takes, to milliseconds since 1970. False for
 * text of another form and for days and hours that no calendar has. */
bool tx_time_parse(struct tx_span text, int64_t *ms);

#ifdef __cplusplus
}
#endif

#endif
