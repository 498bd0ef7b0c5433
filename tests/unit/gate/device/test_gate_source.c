/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of sources, and a camera that hangs up. */
#include "source_scene.h"

#include "source/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

static void a_direction_before_an_address_is_the_sources_own(void **state) {
  char address[256], error[256];
  snprintf(address, sizeof address, "out=folder:%s", (const char *)*state);
  struct gate_source *source = open_source(address);
  assert_int_equal(source->direction, TX_OUT);
  gate_source_close(source);
  assert_null(gate_source_open("nowhere:/x", TX_IN, error, sizeof error));
  assert_non_null(strstr(error, "no such"));
}

/* --- a camera --------------------------------------------------------------------------------- */

#define PICTURE                                                                                    \
  "\xff\xd8"                                                                                       \
  "picture %d"                                                                                     \
  "\xff\xd9"

/* Two pictures a connection, then it hangs up. */
static void *serve(void *context) {
  int listener = *(int *)context;
  for (int connection = 0; connection < 2; connection++) {
    char request[2048], part[64];
    int client = accept(listener, NULL, NULL);
    if (client < 0 || read(client, request, sizeof request) <= 0) break;
    dprintf(client,
            "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=cut\r\n\r\n");
    for (int i = 0; i < 2; i++) {
      int n = snprintf(part, sizeof part, PICTURE, connection * 2 + i);
      dprintf(client, "--cut\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n", n);
      if (write(client, part, (size_t)n) != n) break;
      usleep(150000);
    }
    close(client);
  }
  return NULL;
}

static void a_camera_that_hangs_up_is_dialled_again(void **state) {
  (void)state;
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
  socklen_t length = sizeof address;
  char url[64];
  pthread_t camera;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
  assert_int_equal(listen(listener, 4), 0);
  assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
  snprintf(url, sizeof url, "camera:http://127.0.0.1:%u/video", ntohs(address.sin_port));
  assert_int_equal(pthread_create(&camera, NULL, serve, &listener), 0);
  struct gate_source *source = open_source(url);
  for (int i = 0; i < 4; i++) {
    char picture[64];
    size_t n = (size_t)snprintf(picture, sizeof picture, PICTURE, i);
    struct gate_sight sight = expect(source);
    assert_int_equal(sight.kind, GATE_SIGHT_FILE);
    assert_int_equal(sight.file.n, n);
    assert_memory_equal(sight.file.p, picture, n);
  }
  gate_source_close(source);
  pthread_join(camera, NULL);
  close(listener);
}

static void an_address_is_told_without_the_name_and_the_password_in_it(void **state) {
  (void)state;
  static const struct {
    const char *address, *said;
  } rows[] = {
    { "http://admin:secret@10.0.0.7/video?user=admin&pwd=secret", "http://10.0.0.7/video" },
    { "in=camera:https://admin:se%40cret@cam:8443/a/b#secret", "in=camera:https://cam:8443/a/b" },
    { "http://10.0.0.7/", "http://10.0.0.7/" },
    { "http://admin:sec/r?e#t@10.0.0.7/a@b?c", "http://10.0.0.7/a@b" },
    { "http://admin:se@cret@10.0.0.7/", "http://10.0.0.7/" },
    { "http://admin:8080/secret@10.0.0.7/", "http://…" },
    { "http://admin:se@c/ret@10.0.0.7/", "http://…" },
    { "http://10.0.0.7/a@b", "http://10.0.0.7/a@b" },
    { "https://cam/snap?key=secret#sha256=00", "https://…" },
    { "rtsp://admin:secret@[::1/", "rtsp://…" },
    { "serial:/dev/ttyS0@115200", "serial:/dev/ttyS0@115200" },
  };
  char said[GATE_ADDRESS_MAX];
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    gate_address_say(rows[i].address, said, sizeof said);
    assert_string_equal(said, rows[i].said);
  }
}

static void a_password_is_taken_as_it_is_written(void **state) {
  (void)state;
  static const struct {
    const char *address, *url, *name, *password;
  } rows[] = {
    { "http://10.0.0.7:8080/a?b=c", "http://10.0.0.7:8080/a?b=c", NULL, NULL },
    { "http://admin@10.0.0.7/", "http://10.0.0.7/", "admin", NULL },
    { "http://admin:@10.0.0.7/", "http://10.0.0.7/", "admin", "" },
    { "http://a%20b:c:d@cam/x?y#z", "http://cam/x?y", "a b", "c:d" },
    { "http://a:100%@cam/", "http://cam/", "a", "100%" },
    { "http://a:%4@cam/", "http://cam/", "a", "%4" },
    { "http://a:%40%zz@cam/", "http://cam/", "a", "@%zz" },
    { "http://a:b/c?d#e@cam/x@2.jpg", "http://cam/x@2.jpg", "a", "b/c?d#e" },
    { "http://a:密码@[::1]:81/", "http://[::1]:81/", "a", "密码" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct gate_address read;
    const char *why = gate_address_read(rows[i].address, &read);
    if (why) fail_msg("%s: %s", rows[i].address, why);
    assert_string_equal(read.url, rows[i].url);
    assert_string_equal(read.name ? read.name : "none", rows[i].name ? rows[i].name : "none");
    assert_string_equal(read.password ? read.password : "none",
                        rows[i].password ? rows[i].password : "none");
    gate_address_finish(&read);
  }
}

static void what_is_refused_as_a_camera_is_refused_without_its_password(void **state) {
  (void)state;
  static const char *const addresses[] = { "camra:http://admin:secret@10.0.0.7/",
                                           "camera:rtsp://admin:secret@10.0.0.7/",
                                           "camera:http://admin:secret@[10.0.0.7/" };
  for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
    char error[256] = "";
    assert_null(gate_source_open(addresses[i], TX_IN, error, sizeof error));
    assert_non_null(strchr(error, ' '));
    assert_null(strstr(error, "secret"));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_direction_before_an_address_is_the_sources_own),
    PROMISE(a_camera_that_hangs_up_is_dialled_again),
    PROMISE(an_address_is_told_without_the_name_and_the_password_in_it),
    PROMISE(a_password_is_taken_as_it_is_written),
    PROMISE(what_is_refused_as_a_camera_is_refused_without_its_password),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
