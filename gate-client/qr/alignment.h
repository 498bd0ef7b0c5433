/* SPDX-License-Identifier: Apache-2.0 */
/* The alignment patterns: small squares within a code, whose places say how its plane lies. */
#ifndef EYE_ALIGNMENT_H
#define EYE_ALIGNMENT_H

#include "grid.h"

/* Lays the plane anew through the finders' middles and the patterns that are seen, where that makes
 * the patterns agree better. Returns their mean correlation, 1 at best; 0 where there are none. */
float eye_grid_straighten(struct eye_grid *grid, const struct eye_finder corner[3]);

#endif
