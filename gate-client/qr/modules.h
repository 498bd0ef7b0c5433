/* SPDX-License-Identifier: Apache-2.0 */
/* How dark each module of a code is: soft values that a decoder can weigh. */
#ifndef EYE_MODULES_H
#define EYE_MODULES_H

#include "grid.h"

#define EYE_FINE_MARGIN 3
#define EYE_FINE_MAX (2 * EYE_SIDE_MOST + 2 * EYE_FINE_MARGIN)
#define EYE_TAPS 7 /* half modules a side that blur reaches over */

struct eye_modules {
  float soft[EYE_MODULES_MAX];             /* what is known now: above 0 is dark */
  float level[EYE_MODULES_MAX];            /* grey between light and dark, there */
  float fine[EYE_FINE_MAX * EYE_FINE_MAX]; /* darkness every half module, level taken off */
  int8_t known[EYE_MODULES_MAX];           /* dark or light for certain; else EYE_DATA */
  double gram[EYE_TAPS * EYE_TAPS * EYE_TAPS * EYE_TAPS]; /* of the taps around all modules */
};

/* Blur adds up light, not grey; noise is evener in grey. */
enum eye_scale { EYE_GREY, EYE_LIGHT_FALLEN };

/* Samples the grid and judges each module by its neighbourhood's level. */
void eye_modules_sample(const struct eye_grid *grid, enum eye_scale scale, struct eye_modules *out);

/* Nothing is known but what every code of this size has. */
void eye_modules_forget(const struct eye_symbol *symbol, struct eye_modules *modules);

/* Has what is known stand in soft. */
void eye_modules_recall(const struct eye_symbol *symbol, struct eye_modules *modules);

/* Prepares for eye_modules_sharpen: samples the light of the modules anew, and between them too. */
void eye_modules_sample_fine(const struct eye_grid *grid, struct eye_modules *modules);

/* Learns what lens and motion did to light and dark, from the modules that are known and from what
 * is believed of the others, and undoes it. May be called again: it then believes better. */
void eye_modules_sharpen(const struct eye_symbol *symbol, struct eye_modules *modules);

/* After that, where modules outweigh one another: learns how far each one's light spreads, and
 * judges each by what is left when all others are taken away. May be called again. */
void eye_modules_cancel(const struct eye_symbol *symbol, struct eye_modules *modules);

#endif
