/* SPDX-License-Identifier: Apache-2.0 */
/* The texts within JSON that people typed, and others will read. */
#ifndef HOST_TEXT_JSON_TEXT_H
#define HOST_TEXT_JSON_TEXT_H

#include <jansson.h>
#include <stdbool.h>

/* Cleans every text below, at any depth, as host_visible_clean does; names of members are left as
 * they are, and so is what lies in a member of a name in but, which ends with NULL (NULL: none).
 * False when memory is short: what was not reached is uncleaned then. */
bool host_json_clean(json_t *json, const char *const *but);

/* Whether host_visible holds for every text below and every member's name. */
bool host_json_visible(const json_t *json);

#endif
