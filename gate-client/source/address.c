/* SPDX-License-Identifier: Apache-2.0 */
#include "source/address.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

/* Where the host of an address's URL begins; NULL: there is none. */
static const char *after_scheme(const char *address) {
  const char *slashes = strstr(address, "://");
  return slashes ? slashes + 3 : NULL;
}

static const char *find_url(const char *address, const char *host) {
  const char *url = host - 3;
  while (url > address && isalnum((unsigned char)url[-1]))
    url--;
  return url;
}

/* NULL: it cannot be read. The caller frees it with curl_free. */
static char *without_secrets(const char *url) {
  static const CURLUPart secrets[] = { CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS,
                                       CURLUPART_QUERY, CURLUPART_FRAGMENT };
  char *clean = NULL;
  CURLU *parsed = curl_url();
  bool good = parsed && curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK;
  for (size_t i = 0; good && i < sizeof secrets / sizeof *secrets; i++)
    good = curl_url_set(parsed, secrets[i], NULL, 0) == CURLUE_OK;
  if (good) curl_url_get(parsed, CURLUPART_URL, &clean, 0);
  curl_url_cleanup(parsed);
  return clean;
}

bool gate_address_say(const char *address, char *out, size_t cap) {
  const char *host = after_scheme(address);
  if (!host) {
    snprintf(out, cap, "%s", address);
    return true;
  }
  const char *url = find_url(address, host);
  char *clean = without_secrets(url);
  if (clean)
    snprintf(out, cap, "%.*s%s", (int)(url - address), address, clean);
  else
    snprintf(out, cap, "%.*s…", (int)(host - address), address);
  bool readable = clean != NULL;
  curl_free(clean);
  return readable;
}
