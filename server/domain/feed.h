/* SPDX-License-Identifier: Apache-2.0 */
/* Statements by the batch: what laboratories and authorities say of people. */
#ifndef SERVER_DOMAIN_FEED_H
#define SERVER_DOMAIN_FEED_H

#include "office.h"

/* {csv: text in UTF-8 with columns 证件号码 id_number, 项目 field, 结果 value, 来源 source, 时间
 * observed_at and perhaps 有效期至 valid_until} → {rows, added, repeated, unknown, refused,
 * changed, errors}. Unknown are people who live in none of this server's areas. */
enum tx_reason feed_import(struct office *office, const struct call *call, const json_t *in,
                           json_t **out, struct host_problem *problem);

/* One statement: {resident, field, value, source?, observed_at?, valid_until?}. */
enum tx_reason feed_state(struct office *office, const struct call *call, const json_t *in,
                          json_t **out, struct host_problem *problem);

#endif
