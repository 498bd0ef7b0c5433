/* SPDX-License-Identifier: Apache-2.0 */
/* The third corner: where two finders stand, the last one is in one of six places. */
#include "qr.h"

#include <math.h>

#include "range.h"

#define LIKE_ENOUGH 0.6f  /* of the two */
#define NEAR_ENOUGH 0.22f /* of their distance: how far off a slope may put the third */
#define PAIRS_MAX 3
#define BURNT 250.0f   /* as light as a camera can say */
#define BURNT_LEAST 30 /* of 49 modules */

static bool pairs_up(const struct eye_finder *a, const struct eye_finder *b) {
  const float far = hypotf(a->x - b->x, a->y - b->y), module = (a->module + b->module) / 2;
  return a->light == b->light && a->likeness > LIKE_ENOUGH && b->likeness > LIKE_ENOUGH &&
         a->module < 1.4f * b->module && b->module < 1.4f * a->module && far > 12 * module &&
         far < 240 * module;
}

static bool is_new(const struct eye_finder *seen, const struct eye_finder *finders, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    if (hypotf(finders[i].x - seen->x, finders[i].y - seen->y) < 3 * seen->module) return false;
  return true;
}

/* Whether there is nothing but white where a finder would be. */
static bool is_burnt_out(const struct eye_frame *frame, const struct eye_finder *like) {
  int burnt = 0;
  for (int j = -3; j <= 3; j++)
    for (int i = -3; i <= 3; i++)
      burnt += eye_grey_at(frame, like->x + (float)i * like->module,
                           like->y + (float)j * like->module) >= BURNT;
  return burnt >= BURNT_LEAST;
}

/* As a side of the code, to either hand at either end; as its diagonal, to either hand halfway. */
static uint32_t seek_about(const struct eye_frame *frame, struct eye_finder *finders, uint32_t n,
                           uint32_t a, uint32_t b) {
  static const float places[6][2] = { { 0, 1 },  { 0, -1 },      { 1, 1 },
                                      { 1, -1 }, { 0.5f, 0.5f }, { 0.5f, -0.5f } };
  const float dx = finders[b].x - finders[a].x, dy = finders[b].y - finders[a].y;
  const float side_angle = atan2f(dy, dx), far = hypotf(dx, dy);
  for (int i = 0; i < 6 && n < EYE_FINDERS_MAX; i++) {
    const float along = places[i][0], across = places[i][1];
    struct eye_finder like = finders[a], seen;
    like.module = (finders[a].module + finders[b].module) / 2;
    like.x = finders[a].x + along * dx - across * dy;
    like.y = finders[a].y + along * dy + across * dx;
    const float angle = i < 4 ? side_angle : side_angle + 0.7854f;
    like.likeness = 0;
    const bool is_seen = eye_seek_finder(frame, &like, angle, far * NEAR_ENOUGH, &seen);
    if (!is_seen && !is_burnt_out(frame, &like)) continue;
    if (!is_seen) seen = like;
    if (is_new(&seen, finders, n)) finders[n++] = seen;
  }
  return n;
}

uint32_t eye_codes_complete(const struct eye_frame *frame, struct eye_finder *finders, uint32_t n,
                            const bool *used, int64_t end_ms) {
  const uint32_t given = n < 8 ? n : 8; /* the likest come first */
  int pairs = 0;
  for (uint32_t a = 0; a < given; a++)
    for (uint32_t b = a + 1; b < given; b++) {
      if (used[a] || used[b] || !pairs_up(&finders[a], &finders[b])) continue;
      if (pairs++ == PAIRS_MAX || eye_spent_ms() >= end_ms) return n;
      n = seek_about(frame, finders, n, a, b);
    }
  return n;
}
