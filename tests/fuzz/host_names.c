/* SPDX-License-Identifier: Apache-2.0 */
/* What strangers write where a host, a URL, a network or a list of proxies is expected. */
#include "fuzz.h"

#include "host/sys/address.h"
#include "host/sys/url.h"

/* What was read is written, and reads as itself. */
static void read_authority(struct tx_span text) {
  struct host_authority at, again;
  char bracketed[HOST_NAME_SIZE + 2];
  if (!host_authority_read(text, &at)) return;
  const bool six = strchr(at.name, ':') != NULL;
  snprintf(bracketed, sizeof bracketed, "%s%s%s", six ? "[" : "", at.name, six ? "]" : "");
  FUZZ_PROMISE(host_authority_read(tx_span_text(bracketed), &again));
  FUZZ_PROMISE(strcmp(at.name, again.name) == 0);
  FUZZ_PROMISE(!strpbrk(at.name, "@/\\?#% "));
}

static void read_url(struct tx_span bytes) {
  char text[512];
  struct host_url url;
  const size_t n = bytes.n < sizeof text ? bytes.n : sizeof text - 1;
  memcpy(text, bytes.p, n);
  text[n] = '\0';
  if (!host_url_read(text, &url)) return;
  const size_t path = strcspn((const char *)url.path.p, "?");
  FUZZ_PROMISE(!host_path_climbs(tx_span_of(url.path.p, path)));
  const char *slashes = strstr(text, "://");
  FUZZ_PROMISE(slashes && !memchr(slashes, '@', (size_t)((const char *)url.path.p - slashes)));
}

static void read_networks(struct tx_span bytes) {
  struct host_network networks[2];
  struct host_address peer = { { 0 } };
  if (!host_network_read(tx_span_text("10.0.0.0/8"), &networks[0])) __builtin_trap();
  const bool read = host_network_read(bytes, &networks[1]);
  if (read) {
    FUZZ_PROMISE(networks[1].bits <= 128 && host_network_has(&networks[1], &networks[1].first));
    peer = networks[1].first;
  }
  char said[HOST_ADDRESS_TEXT];
  const struct host_address client = host_address_forwarded(bytes, &peer, networks, read ? 2 : 1);
  host_address_write(&client, said);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const struct tx_span bytes = tx_span_of(data, size);
  read_authority(bytes);
  read_url(bytes);
  read_networks(bytes);
  return 0;
}
