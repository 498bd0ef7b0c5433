/* SPDX-License-Identifier: Apache-2.0 */
/* Chance that can be repeated: SplitMix64, so the same seed makes the same city everywhere. */
#ifndef CITY_CHANCE_H
#define CITY_CHANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chance {
  uint64_t state;
};

/* A stream of its own for the nth thing of a seed, so that it can be made without those before. */
static inline struct chance chance_of(uint64_t seed, uint64_t nth) {
  return (struct chance){ .state = seed * 0x9e3779b97f4a7c15u ^ (nth + 1) * 0xd1b54a32d192ed03u };
}

static inline uint64_t chance_next(struct chance *c) {
  uint64_t z = c->state += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

/* 0 to n - 1; n above 0. */
static inline size_t chance_below(struct chance *c, size_t n) {
  return (size_t)(chance_next(c) % n);
}

/* from to to, both included. */
static inline int chance_between(struct chance *c, int from, int to) {
  return from + (int)(chance_next(c) % ((uint64_t)to - (uint64_t)from + 1));
}

static inline bool chance_in(struct chance *c, size_t one_in) {
  return chance_below(c, one_in) == 0;
}

#endif
