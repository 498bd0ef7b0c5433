/* SPDX-License-Identifier: Apache-2.0 */
/* Least squares. */
#ifndef EYE_SOLVE_H
#define EYE_SOLVE_H

#include "frame.h"

/* The projective map that takes from[i] to to[i] best; h[8] is 1. n at least 4. False when they
 * lie on a line. */
bool eye_solve_plane(const struct eye_point *from, const struct eye_point *to, int n, double h[9]);

/* Solves the symmetric positive system a x = b of size n in place: a is n x n by rows and is
 * destroyed, b becomes x. False when it has no single answer. */
bool eye_solve_symmetric(double *a, double *b, int n);

#endif
