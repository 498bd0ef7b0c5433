/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finder patterns without edges: a lens out of focus, a moving hand and the dusk leave their rings
 * as light and dark areas when no edge of them is left. Slower than finder.h, for second looks.
 */
#ifndef EYE_RINGS_H
#define EYE_RINGS_H

#include "finder.h"

#define EYE_RINGS_MAX 10u
#define EYE_RINGS_PIXELS (2u << 20) /* of a part; a larger one would take seconds */

/* What in a part of a frame is likest to a finder, the likest first; at most EYE_RINGS_MAX, none
 * when memory is out or the part has more than EYE_RINGS_PIXELS. noise: eye_noise_of the whole
 * frame; in a code it would be the code's own. end_ms: by eye_spent_ms, when to seek no more that
 * are slanted as those found are. */
uint32_t eye_find_rings(const struct eye_frame *part, float noise, int64_t end_ms,
                        struct eye_finder out[EYE_RINGS_MAX]);

#endif
