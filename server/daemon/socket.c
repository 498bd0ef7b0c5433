/* SPDX-License-Identifier: Apache-2.0 */
#include "socket.h"

#include "api/gate/access.h"
#include "api/office/health.h"
#include "host/sys/file.h"
#include "http/routes.h"

#include <stdio.h>
#include <stdlib.h>

#define THREADS 4      /* an import holds one while it goes on */
#define TIMEOUT_S 600u /* of a person at a terminal */

char *socket_path(const char *data_dir) {
  return host_path(data_dir, "office.sock");
}

enum tx_reason socket_serve(struct api *api, const char *path, struct host_http **out) {
  HOST_FREE char *listen = NULL;
  if (asprintf(&listen, "unix:%s", path) < 0) return TX_NO_MEMORY;
  const struct host_http_options options = {
    .listen = listen,
    .routes = server_routes,
    .route_count = server_route_count,
    .context = api,
    .threads = THREADS,
    .timeout_s = TIMEOUT_S,
    .greet = access_greet,
    .admit = access_admit,
    .answered = api_health_count,
  };
  return host_http_start(&options, out);
}
