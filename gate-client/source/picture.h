/* SPDX-License-Identifier: Apache-2.0 */
/* A picture file as a sight, or unreadable with the reason. */
#ifndef GATE_PICTURE_H
#define GATE_PICTURE_H

#include "picture/image.h"
#include "source.h"

/* Decodes path into image and fills out. The caller frees image after out was used. */
void gate_picture_see(const char *path, enum tx_direction direction, struct gate_image *image,
                      struct gate_sight *out);

/* The same undecoded, for the eye alone: whose picture it is, nobody knows. */
void gate_picture_hand_over(const char *path, enum tx_direction direction, struct gate_image *image,
                            struct gate_sight *out);
/* The same from an open descriptor, which stays open; a negative one is refused by errno, EINVAL as
 * no regular file. */
void gate_picture_hand_over_fd(int fd, const char *path, enum tx_direction direction,
                               struct gate_image *image, struct gate_sight *out);

#endif
