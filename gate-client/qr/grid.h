/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where each module of a code lies in a frame: a plane seen at an angle, bent by as much as the
 * code's own timing and alignment patterns show.
 */
#ifndef EYE_GRID_H
#define EYE_GRID_H

#include "finder.h"
#include "symbol.h"

#define EYE_FINDER_MIDDLE 3.5f /* modules from a side of the code */
#define EYE_MESH 16            /* nodes a side of what bends the plane */

struct eye_grid {
  const struct eye_frame *frame;
  struct eye_symbol symbol;
  bool light;   /* inverted */
  bool settled; /* du and dv are not all 0 */
  double h[9];  /* modules, counted from the upper left finder's middle, to pixels */
  float along[EYE_SIDE_MOST], down[EYE_SIDE_MOST];      /* shift of columns and rows, in modules */
  float du[EYE_MESH][EYE_MESH], dv[EYE_MESH][EYE_MESH]; /* and of places, in modules */
};

#define EYE_SIDES_TRIED 3

/* How large a code may be, in modules, likeliest first. */
struct eye_sides {
  int n, side[EYE_SIDES_TRIED];
  float score[EYE_SIDES_TRIED]; /* how well the timing patterns agree, 1 at best */
};

/* corner: upper left, upper right, lower left. n is 0 when no timing patterns run between them.
 * work is overwritten. */
void eye_grid_sides(const struct eye_frame *frame, const struct eye_finder corner[3],
                    struct eye_grid *work, struct eye_sides *out);

enum eye_lay {
  EYE_LAY_SEEN, /* turned and bent as finders and timing patterns say */
  EYE_LAY_FLAT, /* not before alignment patterns say so: noise and blur make the others lie */
};

/* Lays the grid of a code of one of those sides. Returns how well alignment patterns agree, 1 at
 * best; 0 without any. */
float eye_grid_fit(const struct eye_frame *frame, const struct eye_finder corner[3], int side,
                   enum eye_lay lay, struct eye_grid *out);

/* Where u, v lies on the flat plane. */
struct eye_point eye_grid_flat(const struct eye_grid *grid, float u, float v);

/* The pixel of a place on the flat plane. */
struct eye_point eye_grid_project(const struct eye_grid *grid, struct eye_point flat);

/* The pixel where u, v lies; 0, 0 is the code's upper left corner, a module's middle at .5. */
struct eye_point eye_grid_at(const struct eye_grid *grid, float u, float v);

/* Grey there. */
float eye_grid_grey(const struct eye_grid *grid, float u, float v);

/* Shifts the mesh to where light and dark are furthest apart: what no pattern shows. */
void eye_grid_settle(struct eye_grid *grid);

#endif
