/* SPDX-License-Identifier: Apache-2.0 */
#include "solve.h"

#include <math.h>
#include <string.h>

#define UNKNOWNS 8

/* Cholesky's. */
bool eye_solve_symmetric(double *a, double *b, int n) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j <= i; j++) {
      double sum = a[i * n + j];
      for (int k = 0; k < j; k++)
        sum -= a[i * n + k] * a[j * n + k];
      if (i != j)
        a[i * n + j] = sum / a[j * n + j];
      else if (sum > 1e-12)
        a[i * n + i] = sqrt(sum);
      else
        return false;
    }
    for (int k = 0; k < i; k++)
      b[i] -= a[i * n + k] * b[k];
    b[i] /= a[i * n + i];
  }
  for (int i = n - 1; i >= 0; i--) {
    for (int k = i + 1; k < n; k++)
      b[i] -= a[k * n + i] * b[k];
    b[i] /= a[i * n + i];
  }
  return true;
}

static void add_row(const double row[UNKNOWNS], double value, double *a, double *b) {
  for (int i = 0; i < UNKNOWNS; i++) {
    for (int j = 0; j < UNKNOWNS; j++)
      a[i * UNKNOWNS + j] += row[i] * row[j];
    b[i] += row[i] * value;
  }
}

/* Both sides shifted to their first point and scaled to about 1, or the sums lose their digits. */
bool eye_solve_plane(const struct eye_point *from, const struct eye_point *to, int n, double h[9]) {
  double a[UNKNOWNS * UNKNOWNS] = { 0 }, b[UNKNOWNS] = { 0 }, s = 0, r = 0;
  const double fx = (double)from[0].x, fy = (double)from[0].y;
  const double tx = (double)to[0].x, ty = (double)to[0].y;
  for (int i = 1; i < n; i++) {
    s = fmax(s, hypot((double)from[i].x - fx, (double)from[i].y - fy));
    r = fmax(r, hypot((double)to[i].x - tx, (double)to[i].y - ty));
  }
  if (s <= 0 || r <= 0) return false;
  for (int i = 0; i < n; i++) {
    const double u = ((double)from[i].x - fx) / s, v = ((double)from[i].y - fy) / s;
    const double x = ((double)to[i].x - tx) / r, y = ((double)to[i].y - ty) / r;
    add_row((double[]){ u, v, 1, 0, 0, 0, -u * x, -v * x }, x, a, b);
    add_row((double[]){ 0, 0, 0, u, v, 1, -u * y, -v * y }, y, a, b);
  }
  if (!eye_solve_symmetric(a, b, UNKNOWNS)) return false;
  /* Undo the shifts and scales: T(to) * B * T(from)^-1. */
  double m[9] = { b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], 1 };
  for (int row = 0; row < 3; row++) {
    m[row * 3] /= s;
    m[row * 3 + 1] /= s;
    m[row * 3 + 2] -= m[row * 3] * fx + m[row * 3 + 1] * fy;
  }
  for (int column = 0; column < 3; column++) {
    h[column] = r * m[column] + tx * m[6 + column];
    h[3 + column] = r * m[3 + column] + ty * m[6 + column];
    h[6 + column] = m[6 + column];
  }
  if (fabs(h[8]) < 1e-9) return false;
  for (int i = 0; i < 9; i++)
    h[i] /= h[8];
  return isfinite(h[0]) != 0;
}
