/* SPDX-License-Identifier: Apache-2.0 */
#include "launch.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host/sandbox/child.h"
#include "protocol.h"

#ifndef TONGXING_DECODER_INSTALLED
#define TONGXING_DECODER_INSTALLED "/usr/libexec/tongxing-decoder"
#endif

bool eye_launch_find(const char *given, char *path, size_t cap) {
  return host_child_find("tongxing-decoder", TONGXING_DECODER_INSTALLED, given, path, cap);
}

pid_t eye_launch(const char *path, int pictures, int *talk) {
  int ends[2];
  *talk = -1;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return -1;
  const int given[] = { [EYE_FD_PICTURES - HOST_CHILD_FD] = pictures,
                        [EYE_FD_TALK - HOST_CHILD_FD] = ends[1] };
  pid_t pid = host_child_start(path, given, sizeof given / sizeof *given);
  const int failed = errno;
  close(ends[1]);
  if (pid > 0) {
    *talk = ends[0];
    return pid;
  }
  close(ends[0]);
  errno = failed;
  return -1;
}
