/* SPDX-License-Identifier: Apache-2.0 */
/* Settings files, read from memory by the path of its descriptor. */
#include "fuzz.h"

#include "host/sys/ini.h"
#include "host/text/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static void read_it(int fd, size_t size) {
  char path[64];
  struct host_config config;
  unsigned line;
  int64_t at_s;
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  enum tx_reason reason = host_config_read(path, &config, &line);
  FUZZ_PROMISE(reason == TX_OK || reason == TX_MALFORMED || reason == TX_NO_SPACE);
  FUZZ_PROMISE(line <= size + 2);
  for (size_t i = 0; i < config.count; i++) {
    FUZZ_PROMISE(config.settings[i].line >= 1 && config.settings[i].line <= size + 1);
    FUZZ_PROMISE(!strchr(config.settings[i].value, '\n') && config.settings[i].name[0] != '\0');
    if (host_date_read(config.settings[i].value, FUZZ_NOW, &at_s)) FUZZ_PROMISE(at_s >= 0);
  }
  host_config_finish(&config);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  int fd = memfd_create("settings", MFD_CLOEXEC);
  if (fd < 0) return 0;
  if (write(fd, data, size) == (ssize_t)size) read_it(fd, size);
  close(fd);
  return 0;
}
