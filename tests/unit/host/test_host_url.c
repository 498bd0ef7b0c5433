/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sys/address.h"
#include "host/sys/url.h"
#include "promise.h"

static struct host_address address(const char *text) {
  struct host_address out;
  ASSERT_ROW(host_address_read(tx_span_text(text), &out), text);
  return out;
}

/* --- names ------------------------------------------------------------------------------------ */

static void a_name_that_begins_like_loopback_is_none(UNUSED void **state) {
  static const char *const here[] = { "localhost",   "LocalHost.", "127.0.0.1",
                                      "127.1.2.3:8", "[::1]:80",   "[::ffff:127.0.0.1]" };
  static const char *const elsewhere[] = {
    "127.0.0.1.example.org",
    "127.example.org:80",
    "localhost.example.org",
    "localhost1",
    "128.0.0.1",
    "[::2]",
    "example.org",
    "[fd00::1]",
    "localhos",
  };
  struct host_authority at;
  for (size_t i = 0; i < COUNT(here); i++) {
    ASSERT_ROW(host_authority_read(tx_span_text(here[i]), &at), here[i]);
    ASSERT_ROW(host_name_is_loopback(at.name), here[i]);
  }
  for (size_t i = 0; i < COUNT(elsewhere); i++) {
    ASSERT_ROW(host_authority_read(tx_span_text(elsewhere[i]), &at), elsewhere[i]);
    ASSERT_ROW(!host_name_is_loopback(at.name), elsewhere[i]);
  }
}

static void what_programs_read_in_two_ways_is_no_name(UNUSED void **state) {
  static const char *const wrong[] = {
    "",          "127.1",    "2130706433", "0x7f000001",   "0177.0.0.1", "1.2.3.4.5",  "a..b",
    ".a",        "-a",       "a b",        "a/b",          "a@b",        "a:b",        "a:",
    "a:65536",   "a:123456", "a:+1",       "fd00::1",      "[fd00::1",   "[fd00::1]a", "[a]",
    "[1.2.3.4]", "a\\b",     "a%2e",       "长安.example", "a?b",        "[::1]:",     "a..",
    "1.2.3",     "a.0x7f",   ":80",        "[]",
  };
  struct host_authority at;
  for (size_t i = 0; i < COUNT(wrong); i++)
    ASSERT_ROW(!host_authority_read(tx_span_text(wrong[i]), &at), wrong[i]);
  assert_false(host_authority_read(tx_span_of("a\0b", 3), &at));
}

static void a_name_is_written_in_one_form(UNUSED void **state) {
  struct host_authority at;
  assert_true(host_authority_read(tx_span_text("Office.Example.ORG.:8443"), &at));
  assert_string_equal(at.name, "office.example.org");
  assert_int_equal(at.port, 8443);
  assert_true(host_authority_read(tx_span_text("[FD00:0:0::1]"), &at));
  assert_string_equal(at.name, "fd00::1");
  assert_int_equal(at.port, 0);
}

/* --- URLs ------------------------------------------------------------------------------------- */

static void a_url_with_a_user_or_that_climbs_is_refused(UNUSED void **state) {
  static const char *const wrong[] = {
    "https://gate@example.org",
    "https://127.0.0.1@example.org/",
    "http://a:b@127.0.0.1",
    "https://example.org/a/../b",
    "https://example.org/..",
    "https://example.org/a/%2e%2E/b",
    "https://example.org/a/.%2e",
    "https://example.org\\@127.0.0.1",
    "https://example.org/a\\..\\b",
    "https://example.org/#a",
    "https://example.org/a b",
    "https://example.org/\n",
    "ftp://example.org",
    "https:/example.org",
    "https://",
    "https:///a",
    "example.org",
    "javascript://example.org",
  };
  static const char *const good[] = { "https://example.org", "HTTPS://Example.org:8443/",
                                      "http://127.0.0.1:80/a/..b/c..", "https://[fd00::1]:8443",
                                      "https://example.org/a?b=../c" };
  struct host_url url;
  for (size_t i = 0; i < COUNT(wrong); i++)
    ASSERT_ROW(!host_url_read(wrong[i], &url), wrong[i]);
  for (size_t i = 0; i < COUNT(good); i++)
    ASSERT_ROW(host_url_read(good[i], &url), good[i]);
}

static void a_port_that_is_not_written_is_the_scheme_s(UNUSED void **state) {
  struct host_url url;
  assert_true(host_url_read("https://a/x?y", &url));
  assert_int_equal(host_url_port(&url), 443);
  assert_memory_equal(url.path.p, "/x?y", url.path.n + 1);
  assert_true(host_url_read("http://a", &url));
  assert_int_equal(host_url_port(&url), 80);
  assert_int_equal(url.path.n, 0);
  assert_true(host_url_read("http://a:443", &url));
  assert_int_equal(host_url_port(&url), 443);
}

/* --- addresses -------------------------------------------------------------------------------- */

static void of_ipv6_a_network_of_64_bits_is_one_holder(UNUSED void **state) {
  struct host_address a = address("fd00::1:2:3:4"), b = address("fd00::ffff:0:0:1");
  struct host_address c = address("fd00:0:0:1::1"), four = address("10.0.0.1");
  struct host_address ha = host_address_holder(&a), hb = host_address_holder(&b);
  struct host_address hc = host_address_holder(&c), h4 = host_address_holder(&four);
  assert_true(host_address_equal(&ha, &hb));
  assert_false(host_address_equal(&ha, &hc));
  assert_true(host_address_equal(&h4, &four));
  four = address("::ffff:10.0.0.1");
  assert_true(host_address_equal(&h4, &four));
}

static void a_network_has_what_begins_with_its_bits(UNUSED void **state) {
  static const struct {
    const char *network, *address;
    bool has;
  } rows[] = {
    { "10.0.0.0/8", "10.255.0.1", true }, { "10.0.0.0/8", "11.0.0.1", false },
    { "10.0.0.1", "10.0.0.1", true },     { "10.0.0.1", "10.0.0.2", false },
    { "10.0.0.0/31", "10.0.0.1", true },  { "10.0.0.0/31", "10.0.0.2", false },
    { "fd00::/64", "fd00::9", true },     { "fd00::/64", "fd00:0:0:1::9", false },
    { "0.0.0.0/0", "1.2.3.4", true },     { "0.0.0.0/0", "fd00::1", false },
    { "::/0", "1.2.3.4", true },          { "10.0.0.0/8", "::ffff:10.1.1.1", true },
  };
  static const char *const wrong[] = {
    "",    "/8",          "10.0.0.0/", "10.0.0.0/33",  "10/8",
    "a/8", "10.0.0.0/08", "::/129",    "10.0.0.0/8/8", "10.0.0.0/-1"
  };
  struct host_network network;
  for (size_t i = 0; i < COUNT(rows); i++) {
    struct host_address of = address(rows[i].address);
    ASSERT_ROW(host_network_read(tx_span_text(rows[i].network), &network), rows[i].network);
    ASSERT_ROW(host_network_has(&network, &of) == rows[i].has, rows[i].address);
  }
  for (size_t i = 0; i < COUNT(wrong); i++)
    ASSERT_ROW(!host_network_read(tx_span_text(wrong[i]), &network), wrong[i]);
}

static void whom_a_proxy_speaks_for_is_what_it_wrote_itself(UNUSED void **state) {
  static const struct {
    const char *peer, *list, *client;
  } rows[] = {
    { "10.0.0.1", "203.0.113.7", "203.0.113.7" },
    { "10.0.0.1", "127.0.0.1, 203.0.113.7", "203.0.113.7" }, /* what he wrote before it */
    { "10.0.0.1", "203.0.113.7 ,10.0.0.2", "203.0.113.7" },  /* two proxies */
    { "10.0.0.1", "203.0.113.7:4711", "203.0.113.7" },
    { "10.0.0.1", "[fd00::7]:4711", "fd00::7" },
    { "10.0.0.1", "fd00::7", "fd00::7" },
    { "10.0.0.1", "", "10.0.0.1" },
    { "10.0.0.1", "unknown", "10.0.0.1" },
    { "10.0.0.1", "127.0.0.1, unknown", "10.0.0.1" },
    { "10.0.0.1", "10.0.0.3", "10.0.0.3" },
    { "192.0.2.1", "203.0.113.7", "192.0.2.1" }, /* no proxy of ours */
  };
  struct host_network proxies[2];
  host_network_read(tx_span_text("10.0.0.0/30"), &proxies[0]);
  host_network_read(tx_span_text("fd00:1::/64"), &proxies[1]);
  for (size_t i = 0; i < COUNT(rows); i++) {
    char text[HOST_ADDRESS_TEXT];
    struct host_address peer = address(rows[i].peer);
    struct host_address client =
        host_address_forwarded(tx_span_text(rows[i].list), &peer, proxies, COUNT(proxies));
    host_address_write(&client, text);
    ASSERT_ROW(strcmp(text, rows[i].client) == 0, rows[i].list);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_name_that_begins_like_loopback_is_none),
    PROMISE(what_programs_read_in_two_ways_is_no_name),
    PROMISE(a_name_is_written_in_one_form),
    PROMISE(a_url_with_a_user_or_that_climbs_is_refused),
    PROMISE(a_port_that_is_not_written_is_the_scheme_s),
    PROMISE(of_ipv6_a_network_of_64_bits_is_one_holder),
    PROMISE(a_network_has_what_begins_with_its_bits),
    PROMISE(whom_a_proxy_speaks_for_is_what_it_wrote_itself),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
