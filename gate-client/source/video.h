/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A camera by V4L2: pictures as they come, in the kernel's own buffers. The system calls stand in a
 * table that tests replace, as no machine that builds this has a camera.
 */
#ifndef GATE_VIDEO_H
#define GATE_VIDEO_H

#include "source/pixels.h"

#include <sys/types.h>

struct gate_video_calls {
  int (*open)(const char *path);
  int (*close)(int fd);
  int (*ioctl)(int fd, unsigned long request, void *argument);
  void *(*map)(int fd, size_t size, off_t offset); /* NULL: failed */
  int (*unmap)(void *start, size_t size);
};
extern const struct gate_video_calls gate_video_kernel;
extern const struct gate_video_calls *gate_video_calls; /* gate_video_kernel, but in tests */

#define GATE_VIDEO_BUFFERS 4
#define GATE_VIDEO_FORMATS_MAX 24 /* of those that a camera offers, as many are named */

struct gate_video {
  int fd; /* readable when a picture is there; -1: closed */
  const struct gate_pixels *pixels;
  uint32_t width, height, stride; /* stride: bytes a row of the first plane, not of JPEG */
  uint32_t planes; /* buffers a picture, where the driver speaks of several; else 0 */
  struct {
    void *start;
    size_t size;
  } buffers[GATE_VIDEO_BUFFERS];
  uint32_t count;
  char words[320]; /* what a camera offers that the gate cannot read */
};

/* Opens a camera near the wanted size, in the best of its formats (pixels.h), and starts it; asks
 * it to keep its rate in the dusk and not to flicker at 50 Hz. False with errno and the name of the
 * step that failed, which may point into video; nothing is held then. */
bool gate_video_open(struct gate_video *video, const char *path, uint32_t width, uint32_t height,
                     const char **step);

/* The newest picture, older ones go back unseen. 1: bytes until gate_video_return(held); 0: none
 * yet; -1: the camera is gone, with errno. */
int gate_video_take(struct gate_video *video, struct tx_span *bytes, uint32_t *held);
void gate_video_return(struct gate_video *video, uint32_t held);

/* Stops and closes; a closed one is left as it is. */
void gate_video_close(struct gate_video *video);

#endif
