/* SPDX-License-Identifier: Apache-2.0 */
/* A Unix socket, and TLS. */
#include "http_scene.h"

/* --- Unix socket and TLS ---------------------------------------------------------------------- */

static char *folder;

static int make_folder(UNUSED void **state) {
  char name[] = "/tmp/host-http.XXXXXX";
  folder = strdup(mkdtemp(name));
  return folder ? 0 : -1;
}

static int remove_folder(UNUSED void **state) {
  HOST_FREE char *command = NULL;
  if (asprintf(&command, "rm -r '%s'", folder) < 0) return -1;
  int status = system(command);
  free(folder);
  return status;
}

static void a_unix_socket_knows_the_callers_uid_and_is_private(UNUSED void **state) {
  HOST_FREE char *path = host_path(folder, "sock"), *listen = NULL;
  assert_true(asprintf(&listen, "unix:%s", path) > 0);
  struct host_http *http = start(listen, NULL, NULL);
  struct stat st;
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  char expected[64];
  snprintf(expected, sizeof expected, "%d unix 1 0", (int)getuid());
  assert_string_equal(ask_at(0, "/whoami", (struct ask){ .socket_path = path }).body, expected);
  struct host_http_options again = { .listen = listen, .routes = routes, .route_count = 1 };
  struct host_http *other = NULL;
  assert_int_equal(host_http_start(&again, &other), TX_CONFLICT);
  host_http_stop(http, 100);
  assert_false(host_file_exists(path));
}

static void a_socket_left_by_a_killed_program_is_replaced(UNUSED void **state) {
  HOST_FREE char *path = host_path(folder, "left"), *listen = NULL;
  assert_true(asprintf(&listen, "unix:%s", path) > 0);
  pid_t child = fork();
  if (child == 0) {
    start(listen, NULL, NULL);
    _exit(0);
  }
  int status;
  while (waitpid(child, &status, 0) < 0)
    continue;
  assert_true(host_file_exists(path));
  host_http_stop(start(listen, NULL, NULL), 100);
}

static void tls_is_served_from_certificate_files(UNUSED void **state) {
  HOST_FREE char *cert = host_path(folder, "cert.pem"), *key = host_path(folder, "key.pem");
  HOST_FREE char *command = NULL;
  assert_true(asprintf(&command,
                       "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "
                       "/CN=localhost -days 2 -keyout '%s' -out '%s' 2>/dev/null",
                       key, cert) > 0);
  if (system(command) != 0) skip();
  struct host_http *http = start("127.0.0.1:0", cert, key);
  struct answer a = ask_at(host_http_port(http), "/whoami", (struct ask){ .tls = true });
  assert_string_equal(a.body, "-1 127.0.0.1 1 1");
  assert_int_equal(ask_at(host_http_port(http), "/whoami", (struct ask){ 0 }).status, 0);
  host_http_stop(http, 100);
}

static void a_key_that_is_no_key_is_refused(UNUSED void **state) {
  HOST_FREE char *path = host_path(folder, "nonsense.pem");
  assert_int_equal(host_file_write(path, tx_span_text("nonsense"), 0600), TX_OK);
  struct host_http_options options = {
    .listen = "127.0.0.1:0", .cert_path = path, .key_path = path, .routes = routes, .route_count = 1
  };
  struct host_http *http = NULL;
  assert_int_equal(host_http_start(&options, &http), TX_BAD_KEY);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_unix_socket_knows_the_callers_uid_and_is_private),
    cmocka_unit_test(a_socket_left_by_a_killed_program_is_replaced),
    cmocka_unit_test(tls_is_served_from_certificate_files),
    cmocka_unit_test(a_key_that_is_no_key_is_refused),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
