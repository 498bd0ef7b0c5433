/* SPDX-License-Identifier: Apache-2.0 */
/* Errors and erasures over GF(256), polynomial 0x11d, first root 1, as ISO/IEC 18004 has it. */
#include <string.h>

#include "symbol.h"

#define PARITY_MAX 30
#define BLOCK_MAX 255

static uint8_t exp_of[510], log_of[256];

__attribute__((constructor)) static void fill_tables(void) {
  int value = 1;
  for (int i = 0; i < 255; i++) {
    exp_of[i] = exp_of[i + 255] = (uint8_t)value;
    log_of[value] = (uint8_t)i;
    value = value << 1 ^ (value & 0x80 ? 0x11d : 0);
  }
}

static uint8_t times(uint8_t a, uint8_t b) {
  return a && b ? exp_of[log_of[a] + log_of[b]] : 0;
}

static uint8_t over(uint8_t a, uint8_t b) {
  return a ? exp_of[log_of[a] + 255 - log_of[b]] : 0;
}

/* Coefficients from low to high, degree n. */
static uint8_t value_at(const uint8_t *poly, int n, uint8_t x) {
  uint8_t sum = 0;
  for (int i = n; i >= 0; i--)
    sum = times(sum, x) ^ poly[i];
  return sum;
}

static bool syndromes_of(const uint8_t *codewords, int n, int parity, uint8_t *out) {
  bool wrong = false;
  for (int i = 0; i < parity; i++) {
    uint8_t sum = 0;
    for (int j = 0; j < n; j++)
      sum = times(sum, exp_of[i]) ^ codewords[j];
    out[i] = sum;
    wrong |= sum != 0;
  }
  return wrong;
}

static void locate_erasures(const int *erased, int erasures, int n, uint8_t *locator) {
  memset(locator, 0, PARITY_MAX + 1);
  locator[0] = 1;
  for (int i = 0; i < erasures; i++) {
    const uint8_t x = exp_of[n - 1 - erased[i]];
    for (int j = i + 1; j > 0; j--)
      locator[j] ^= times(locator[j - 1], x);
  }
}

/* Berlekamp and Massey's, begun from the erasures. Returns the locator's degree. */
static int locate(const uint8_t *syndromes, int parity, int erasures, uint8_t *locator) {
  uint8_t previous[PARITY_MAX + 2] = { 0 }, saved[PARITY_MAX + 2];
  memcpy(previous, locator, PARITY_MAX + 1);
  int degree = erasures;
  for (int r = erasures; r < parity; r++) {
    uint8_t discrepancy = 0;
    for (int i = 0; i <= r; i++)
      discrepancy ^= times(locator[i], syndromes[r - i]);
    memmove(previous + 1, previous, PARITY_MAX);
    previous[0] = 0;
    if (discrepancy == 0) continue;
    memcpy(saved, locator, PARITY_MAX + 1);
    for (int i = 0; i <= PARITY_MAX; i++)
      locator[i] ^= times(discrepancy, previous[i]);
    if (2 * degree > r + erasures) continue;
    degree = r + 1 + erasures - degree;
    for (int i = 0; i <= PARITY_MAX; i++)
      previous[i] = over(saved[i], discrepancy);
  }
  return degree;
}

/* Forney's: how much to add where the locator has its roots. False when it has too few. */
static bool repair(uint8_t *codewords, int n, int parity, const uint8_t *syndromes,
                   const uint8_t *locator, int degree) {
  uint8_t evaluator[PARITY_MAX] = { 0 }, slope[PARITY_MAX + 1] = { 0 };
  for (int i = 0; i < parity; i++)
    for (int j = 0; j <= i && j <= degree; j++)
      evaluator[i] ^= times(locator[j], syndromes[i - j]);
  for (int i = 1; i <= degree; i += 2)
    slope[i - 1] = locator[i];
  int found = 0;
  for (int at = 0; at < n; at++) {
    const int power = n - 1 - at;
    const uint8_t inverse = exp_of[(255 - power) % 255];
    if (value_at(locator, degree, inverse) != 0) continue;
    const uint8_t divisor = value_at(slope, degree, inverse);
    if (divisor == 0) return false;
    const uint8_t amount = over(value_at(evaluator, parity - 1, inverse), divisor);
    codewords[at] ^= times(amount, exp_of[power]);
    found++;
  }
  return found == degree;
}

bool eye_reed_solomon(uint8_t *codewords, int n, int parity, const int *erased, int erasures) {
  uint8_t syndromes[PARITY_MAX], locator[PARITY_MAX + 1], trial[BLOCK_MAX];
  if (parity > PARITY_MAX || n > BLOCK_MAX || n <= parity || erasures > parity) return false;
  if (!syndromes_of(codewords, n, parity, syndromes)) return true;
  locate_erasures(erased, erasures, n, locator);
  const int degree = locate(syndromes, parity, erasures, locator);
  /* Erasures use parity up; what is left must still tell a code from chance. */
  const int spare = parity - erasures - 2 * (degree - erasures);
  if (degree > parity || spare < (erasures ? 2 : 0)) return false;
  memcpy(trial, codewords, (size_t)n);
  if (!repair(trial, n, parity, syndromes, locator, degree)) return false;
  if (syndromes_of(trial, n, parity, syndromes)) return false;
  memcpy(codewords, trial, (size_t)n);
  return true;
}
