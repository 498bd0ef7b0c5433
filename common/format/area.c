/* SPDX-License-Identifier: Apache-2.0 */
#include "area.h"

/* What one level's code is worth: 10 community digits are below the province, and so on. */
static const uint64_t below[TX_LEVELS] = {
  1000000000000, 10000000000, 100000000, 1000000, 1000, 1
};

bool tx_area_valid(uint64_t area) {
  if (area > TX_AREA_MAX) return false;
  for (int level = TX_PROVINCE; level < TX_COMMUNITY; level++) {
    if (level == TX_COUNTY) continue; /* Dongguan has townships and no counties */
    bool zero = area % below[level - 1] / below[level] == 0;
    if (zero && area % below[level] != 0) return false;
  }
  return true;
}

enum tx_level tx_area_level(uint64_t area) {
  for (int level = TX_NATION; level < TX_COMMUNITY; level++)
    if (area % below[level] == 0) return (enum tx_level)level;
  return TX_COMMUNITY;
}

uint64_t tx_area_at(uint64_t area, enum tx_level level) {
  return area - area % below[level];
}

bool tx_area_contains(uint64_t outer, uint64_t inner) {
  return tx_area_at(inner, tx_area_level(outer)) == outer;
}

enum tx_where tx_area_where(uint64_t here, uint64_t other) {
  if (here == other) return TX_OWN;
  if (tx_area_contains(other, here)) return TX_ABOVE;
  return tx_area_contains(here, other) ? TX_BELOW : TX_ELSEWHERE;
}

void tx_area_format(uint64_t area, char out[13]) {
  for (int i = 11; i >= 0; i--, area /= 10)
    out[i] = (char)('0' + area % 10);
  out[12] = '\0';
}

bool tx_area_parse(struct tx_span text, uint64_t *out) {
  if (text.n != 12) return false;
  uint64_t area = 0;
  for (size_t i = 0; i < 12; i++) {
    if (text.p[i] < '0' || text.p[i] > '9') return false;
    area = area * 10 + (uint64_t)(text.p[i] - '0');
  }
  *out = area;
  return tx_area_valid(area);
}

const char *tx_level_name(enum tx_level level, const char *lang) {
  static const char *const zh[] = { "全国", "省", "市", "区县", "街道", "社区" };
  static const char *const en[] = {
    "nation", "province", "city", "county", "township", "community"
  };
  return (lang && strncmp(lang, "en", 2) == 0 ? en : zh)[level];
}
