/* SPDX-License-Identifier: Apache-2.0 */
/* Area codes: the 12-digit statistical division code as an integer (docs/format.md, "Area codes").
 */
#ifndef TX_AREA_H
#define TX_AREA_H

#include "bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

enum tx_level { TX_NATION, TX_PROVINCE, TX_CITY, TX_COUNTY, TX_TOWNSHIP, TX_COMMUNITY };
#define TX_LEVELS 6
#define TX_AREA_MAX 999999999999u

/* Where one area stands as seen from another. */
enum tx_where { TX_OWN, TX_ABOVE, TX_BELOW, TX_ELSEWHERE };

/* At most 12 digits, and a level that is zero has only zeros below it; but a city without counties
 * has its townships right below it (441900003001). 0 is the nation. */
bool tx_area_valid(uint64_t area);

/* The lowest level that is not zero. */
enum tx_level tx_area_level(uint64_t area);

/* The area that holds this one at a level; the area itself at its own level and below it, and the
 * city at the county's level where there is no county. */
uint64_t tx_area_at(uint64_t area, enum tx_level level);

/* Jurisdiction: whether inner is outer or lies below it, level by level. */
bool tx_area_contains(uint64_t outer, uint64_t inner);

/* other, as seen from here. */
enum tx_where tx_area_where(uint64_t here, uint64_t other);

/* Twelve digits and a terminator. */
void tx_area_format(uint64_t area, char out[13]);

/* Exactly twelve digits of a valid area; false otherwise. */
bool tx_area_parse(struct tx_span text, uint64_t *out);

/* "nation" to "community"; zh 全国, 省, 市, 区县, 街道, 社区 when lang does not begin with "en". */
const char *tx_level_name(enum tx_level level, const char *lang);

#ifdef __cplusplus
}
#endif

#endif
