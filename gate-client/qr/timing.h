/* SPDX-License-Identifier: Apache-2.0 */
/* The timing patterns: a line of modules in turn dark and light, from finder to finder. Where they
 * do not lie as on a flat plane, the code is bent. */
#ifndef EYE_TIMING_H
#define EYE_TIMING_H

#include "grid.h"

struct eye_track {
  float agreement; /* mean, 1 at best; chance gives about 0.3 */
  float arch;      /* what of the shifts is the plane's slope along this line, not bending */
};

/* Follows the row's pattern, or the column's, and sets the grid's shifts along it. start: the shift
 * to be expected just behind the first finder, in modules. */
struct eye_track eye_timing_track(struct eye_grid *grid, bool downwards, float start);

/* The same of a sheet bent around a cylinder across this line, whose surface is turned by angle, in
 * radians, at a finder's middle; 0 is a flat one. Returns the mean agreement. */
float eye_timing_track_bent(struct eye_grid *grid, bool downwards, float angle);

#endif
