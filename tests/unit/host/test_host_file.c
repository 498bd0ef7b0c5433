/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sys/file.h"

#include "scratch.h"

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

static void what_was_written_is_read_back_with_its_mode(void **state) {
  HOST_FREE char *path = host_path(*state, "a-%d", 1);
  HOST_BYTES bytes = { 0 };
  struct stat st;
  assert_int_equal(host_file_write(path, tx_span_text("old"), 0600), TX_OK);
  assert_int_equal(host_file_write(path, tx_span_text("new"), 0640), TX_OK);
  assert_int_equal(host_file_read(path, 3, &bytes), TX_OK);
  assert_string_equal((const char *)bytes.p, "new");
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0640);
}

static void a_file_over_the_limit_is_not_read(void **state) {
  HOST_FREE char *path = host_path(*state, "big");
  HOST_FREE char *big = calloc(1, 10001);
  memset(big, 'x', 10000);
  scratch_put(path, big, 0600);
  HOST_BYTES bytes = { 0 };
  assert_int_equal(host_file_read(path, 9999, &bytes), TX_NO_SPACE);
  assert_null(bytes.p);
  assert_int_equal(host_file_read(path, 10000, &bytes), TX_OK);
  assert_int_equal(bytes.n, 10000);
}

static void an_empty_file_is_an_empty_text(void **state) {
  HOST_FREE char *path = host_path(*state, "empty");
  scratch_put(path, "", 0600);
  HOST_BYTES bytes = { 0 };
  assert_int_equal(host_file_read(path, 0, &bytes), TX_OK);
  assert_int_equal(bytes.n, 0);
  assert_string_equal((const char *)bytes.p, "");
}

static void what_is_missing_or_a_folder_is_told_apart(void **state) {
  HOST_FREE char *path = host_path(*state, "missing");
  HOST_BYTES bytes = { 0 };
  assert_int_equal(host_file_read(path, 10, &bytes), TX_NOT_FOUND);
  assert_int_equal(host_file_read(*state, 10, &bytes), TX_IO_FAILED);
}

static void a_file_that_exists_is_never_made_again(void **state) {
  HOST_FREE char *path = host_path(*state, "key");
  HOST_BYTES bytes = { 0 };
  struct stat st;
  assert_int_equal(host_file_create(path, tx_span_text("first"), 0600), TX_OK);
  assert_int_equal(host_file_create(path, tx_span_text("second"), 0600), TX_CONFLICT);
  assert_int_equal(host_file_read(path, 100, &bytes), TX_OK);
  assert_string_equal((const char *)bytes.p, "first");
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
}

static int files_in(const char *folder) {
  DIR *dir = opendir(folder);
  int count = -2; /* . and .. */
  while (readdir(dir))
    count++;
  closedir(dir);
  return count;
}

static void a_write_that_fails_leaves_no_litter(void **state) {
  HOST_FREE char *folder = host_path(*state, "folder");
  HOST_FREE char *inside = host_path(folder, "inside");
  assert_int_equal(host_mkdirs(folder, 0700), TX_OK);
  scratch_put(inside, "x", 0600);
  assert_int_not_equal(host_file_write(folder, tx_span_text("x"), 0600), TX_OK);
  assert_int_equal(files_in(*state), 1);
  assert_int_equal(unlink(inside), 0);
  assert_int_equal(rmdir(folder), 0);
  HOST_FREE char *nowhere = host_path(folder, "x");
  assert_int_equal(host_file_write(nowhere, tx_span_text("x"), 0600), TX_NOT_FOUND);
}

static void folders_are_made_with_all_above_them(void **state) {
  HOST_FREE char *deep = host_path(*state, "a/b/c");
  HOST_FREE char *file = host_path(*state, "file");
  HOST_FREE char *below = host_path(file, "x");
  assert_int_equal(host_mkdirs(deep, 0700), TX_OK);
  assert_int_equal(host_mkdirs(deep, 0700), TX_OK);
  assert_true(host_file_exists(deep));
  scratch_put(file, "", 0600);
  assert_int_equal(host_mkdirs(file, 0700), TX_CONFLICT);
  assert_int_not_equal(host_mkdirs(below, 0700), TX_OK);
}

static void put_socket(const char *path) {
  struct sockaddr_un at = { .sun_family = AF_UNIX };
  HOST_CLOSE int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  strncpy(at.sun_path, path, sizeof at.sun_path - 1);
  assert_int_equal(bind(fd, (const struct sockaddr *)&at, sizeof at), 0);
}

/* None of them is waited for: the test would not end. */
static void a_pipe_a_socket_a_device_a_link_or_a_folder_is_no_regular_file(void **state) {
  HOST_FREE char *file = host_path(*state, "file");
  HOST_FREE char *pipe_ = host_path(*state, "pipe");
  HOST_FREE char *socket_ = host_path(*state, "socket");
  HOST_FREE char *link_ = host_path(*state, "link");
  HOST_FREE char *dangling = host_path(*state, "dangling");
  HOST_BYTES bytes = { 0 };
  scratch_put(file, "text", 0600);
  assert_int_equal(mkfifo(pipe_, 0600), 0);
  put_socket(socket_);
  assert_int_equal(symlink(file, link_), 0);
  assert_int_equal(symlink("nowhere", dangling), 0);
  const char *const others[] = { pipe_, socket_, link_, dangling, "/dev/zero", "/dev/tty", *state };
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    assert_int_equal(host_file_read_regular(others[i], 10, &bytes), TX_NOT_ALLOWED);
  assert_int_equal(host_file_read_regular("-", 10, &bytes), TX_NOT_FOUND);
  assert_int_equal(host_file_read_regular(file, 10, &bytes), TX_OK);
  assert_string_equal((const char *)bytes.p, "text");
}

static void a_full_disk_is_called_a_full_disk(void **state) {
  (void)state;
  assert_int_equal(host_errno_reason(ENOSPC), TX_DISK_FULL);
  assert_int_equal(host_errno_reason(EROFS), TX_NOT_ALLOWED);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(what_was_written_is_read_back_with_its_mode, scratch_make,
                                    scratch_drop),
    cmocka_unit_test_setup_teardown(a_file_over_the_limit_is_not_read, scratch_make, scratch_drop),
    cmocka_unit_test_setup_teardown(an_empty_file_is_an_empty_text, scratch_make, scratch_drop),
    cmocka_unit_test_setup_teardown(what_is_missing_or_a_folder_is_told_apart, scratch_make,
                                    scratch_drop),
    cmocka_unit_test_setup_teardown(a_file_that_exists_is_never_made_again, scratch_make,
                                    scratch_drop),
    cmocka_unit_test_setup_teardown(a_write_that_fails_leaves_no_litter, scratch_make,
                                    scratch_drop),
    cmocka_unit_test_setup_teardown(folders_are_made_with_all_above_them, scratch_make,
                                    scratch_drop),
    cmocka_unit_test_setup_teardown(a_pipe_a_socket_a_device_a_link_or_a_folder_is_no_regular_file,
                                    scratch_make, scratch_drop),
    cmocka_unit_test(a_full_disk_is_called_a_full_disk),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
