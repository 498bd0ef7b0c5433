/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-decoder: reads pictures for a gate and can do nothing else. Started by the gate alone.
 */
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "host/sandbox/sandbox.h"
#include "protocol.h"
#include "serve.h"

#define MEMORY_MAX                                                                                 \
  (768u << 20) /* address space; a picture of 40 megapixels, twice, and libraries */

static int refuse_people(void) {
  fputs("tongxing-decoder 由 tongxing-gate 启动，不能单独使用。\n"
        "tongxing-decoder is started by tongxing-gate and is of no use by itself.\n",
        stderr);
  return EX_USAGE;
}

int main(int argc, char **argv) {
  struct stat shared;
  (void)argv;
  if (argc > 1 || fstat(EYE_FD_PICTURES, &shared) != 0 || shared.st_size != (off_t)EYE_SHARED_SIZE)
    return refuse_people();
  const uint8_t *pictures = mmap(NULL, EYE_SHARED_SIZE, PROT_READ, MAP_SHARED, EYE_FD_PICTURES, 0);
  struct eye *eye = eye_open();
  if (pictures == MAP_FAILED || !eye) return EX_OSERR;
  close(EYE_FD_PICTURES);
  const struct host_sandbox cell = { .memory_max = MEMORY_MAX, .file = -1, .talk = EYE_FD_TALK };
  const char *step;
  if (!host_sandbox_lock(&cell, &step)) {
    fprintf(stderr,
            "tongxing-decoder: the sandbox cannot be had (%s); nothing is read without it.\n",
            step);
    return EX_OSERR;
  }
  return eye_serve(pictures, eye);
}
