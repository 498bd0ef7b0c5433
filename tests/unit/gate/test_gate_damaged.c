/* SPDX-License-Identifier: Apache-2.0 */
/* Stored files that are damaged: put aside, told of in words, and brought again. */
#include "gate_scene.h"
#include "promise.h"

#include <sys/stat.h>
#include <unistd.h>

static void take_certs(struct scene *scene) {
  uint8_t withdrawn[] = { 0, 1u << 1 };
  struct tx_certs certs = { .area = FORGE_DISTRICT,
                            .seq = SCENE_NOW,
                            .iat = SCENE_NOW,
                            .exp = SCENE_NOW + FORGE_DAY_S,
                            .ttl_s = 60,
                            .count = 10,
                            .withdrawn = withdrawn };
  FORGED bytes = { 0 };
  assert_int_equal(tx_certs_sign(&certs, scene->forge.keys[FORGE_CERTIFICATE], &bytes.p, &bytes.n),
                   TX_OK);
  struct gate_offer offer = { GATE_CERTS, .area = FORGE_DISTRICT, .bytes = forge_span(&bytes) };
  assert_int_equal(gate_accept(&scene->gate, &offer, NULL), TX_OK);
}

/* To the list in force. */
static void take_delta(struct scene *scene) {
  struct forge_status before, after;
  struct forge_bytes delta = { 0 };
  forge_status_draft(&scene->forge, &before);
  after = before;
  after.status.records = after.records;
  after.status.iat += 60;
  after.status.seq += 60;
  after.records[5] = forge_record(&scene->forge, TX_STATE_SUSPENDED);
  assert_int_equal(tx_delta_sign(&before.status, &after.status, scene->forge.keys[FORGE_STATUS],
                                 &delta.p, &delta.n),
                   TX_OK);
  assert_int_equal(scene_offer(scene, GATE_DELTA, delta, NULL), TX_OK);
}

struct stored {
  const char *name, *zh, *en;
};
static const struct stored stored[] = {
  { "objects/trust.cose", "信任列表已损坏", "trust list is damaged" },
  { "objects/policy-610113001001.cose", "策略已损坏", "policy is damaged" },
  { "objects/status-610113001001.cose", "名册已损坏", "list is damaged" },
  { "objects/status-610113001001-1795390200.delta", "名册更新已损坏",
    "update of a list is damaged" },
  { "objects/certs-610113000000.cose", "证明状态已损坏", "list of certificates is damaged" },
  { "objects/roots", "根密钥记录已损坏", "record of roots is damaged" },
  { "floors", "防回退记录已损坏", "record of what was newest is damaged" },
};

static void begin(struct scene *scene) {
  scene_begin(scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(scene);
  take_certs(scene);
  take_delta(scene);
}

static char *path_in(const struct scene *scene, const char *name, const char *end) {
  char *path = host_path(scene->dir, "%s%s", name, end);
  assert_non_null(path);
  return path;
}

static void damage(struct scene *scene, const char *name) {
  HOST_FREE char *path = path_in(scene, name, "");
  if (!host_file_exists(path)) fail_msg("%s is not stored", name);
  scratch_put(path, "damaged", 0644);
}

static bool lies(const struct scene *scene, const char *name, const char *end) {
  HOST_FREE char *path = path_in(scene, name, end);
  return host_file_exists(path);
}

/* What is said of a file, by whichever name it lies there; false: nothing. */
static bool is_said(struct scene *scene, const char *name, struct gate_damaged_words *words) {
  const struct gate_damaged damaged = gate_damaged_of(&scene->gate);
  for (size_t i = 0; i < damaged.n; i++) {
    gate_damaged_say(&damaged.at[i], words);
    if (strncmp(words->label, name, strlen(name)) == 0) return true;
  }
  return false;
}

static void whatever_is_damaged_is_put_aside_and_told_in_words(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(stored); i++) {
    const char *name = stored[i].name;
    struct gate_damaged_words words;
    struct scene scene;
    begin(&scene);
    damage(&scene, name);
    scene_restart(&scene, SCENE_NOW + 120);
    ASSERT_ROW(lies(&scene, name, ".damaged"), name);
    ASSERT_ROW(is_said(&scene, name, &words), name);
    ASSERT_ROW(strcmp(words.label + strlen(name), ".damaged") == 0, name);
    ASSERT_ROW(strstr(words.zh, stored[i].zh) && strstr(words.short_zh, stored[i].zh), name);
    ASSERT_ROW(strstr(words.en, stored[i].en) && strstr(words.short_en, stored[i].en), name);
    ASSERT_ROW(strstr(words.zh, "请联网或插U盘同步") && strstr(words.en, "sync by network"), name);
    scene_restart(&scene, SCENE_NOW + 240);
    ASSERT_ROW(is_said(&scene, name, &words), name);
    scene_end(&scene);
  }
}

/* The next publication of everything. */
static void bring_again(struct scene *scene) {
  struct forge_trust trust;
  struct forge_status list;
  scene->forge.now_s += 600;
  forge_trust_draft(&scene->forge, &trust);
  trust.trust.seq++;
  assert_int_equal(
      scene_offer(scene, GATE_TRUST, forge_trust(&scene->forge, &trust, FORGE_ROOT), NULL), TX_OK);
  forge_status_draft(&scene->forge, &list);
  list.status.seq += 600;
  assert_int_equal(
      scene_offer(scene, GATE_STATUS, forge_status(&scene->forge, &list, FORGE_STATUS), NULL),
      TX_OK);
  if (!scene->gate.state->policy_count) scene_policy(scene, SCENE_EVERYBODY);
  if (!scene->gate.state->cert_count) take_certs(scene);
}

static void what_was_brought_again_is_told_of_no_more(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(stored); i++) {
    const char *name = stored[i].name;
    struct gate_damaged_words words;
    struct scene scene;
    begin(&scene);
    damage(&scene, name);
    scene_restart(&scene, SCENE_NOW + 600);
    gate_keep_again(&scene.gate);
    bring_again(&scene);
    gate_keep_again(&scene.gate);
    ASSERT_ROW(!is_said(&scene, "", &words), name);
    ASSERT_ROW(!lies(&scene, name, ".damaged"), name);
    scene_end(&scene);
  }
}

/* Not followed and not waited at, though a link leads to what would be good. */
static void what_is_no_regular_file_is_put_aside_as_well(void **state) {
  (void)state;
  for (size_t i = 0; i < 2; i++) {
    struct gate_damaged_words words;
    struct scene scene;
    begin(&scene);
    HOST_FREE char *path = path_in(&scene, stored[0].name, "");
    HOST_FREE char *elsewhere = path_in(&scene, "elsewhere", "");
    assert_int_equal(rename(path, elsewhere), 0);
    assert_int_equal(i ? symlink("../elsewhere", path) : mkfifo(path, 0600), 0);
    scene_restart(&scene, SCENE_NOW + 120);
    assert_null(scene.gate.state->trust);
    assert_true(is_said(&scene, stored[0].name, &words));
    assert_non_null(strstr(words.zh, "已另存为此文件"));
    bring_again(&scene);
    assert_non_null(scene.gate.state->trust);
    scene_end(&scene);
  }
}

static void what_cannot_be_moved_is_told_of_as_it_lies_and_tried_again(void **state) {
  (void)state;
  struct gate_damaged_words words;
  struct scene scene;
  begin(&scene);
  damage(&scene, stored[0].name);
  HOST_FREE char *aside = path_in(&scene, stored[0].name, ".damaged");
  assert_int_equal(mkdir(aside, 0700), 0);
  scene_restart(&scene, SCENE_NOW + 120);
  assert_true(is_said(&scene, stored[0].name, &words));
  assert_string_equal(words.label, stored[0].name);
  assert_non_null(strstr(words.zh, "暂时移不开"));
  assert_non_null(strstr(words.en, "cannot be moved yet"));
  assert_int_equal(rmdir(aside), 0);
  gate_keep_again(&scene.gate);
  assert_true(is_said(&scene, stored[0].name, &words));
  assert_non_null(strstr(words.zh, "已另存为此文件"));
  scene_end(&scene);
}

static void what_somebody_took_away_is_told_of_no_more(void **state) {
  (void)state;
  struct gate_damaged_words words;
  struct scene scene;
  begin(&scene);
  damage(&scene, stored[0].name);
  scene_restart(&scene, SCENE_NOW + 120);
  gate_keep_again(&scene.gate);
  HOST_FREE char *aside = path_in(&scene, stored[0].name, ".damaged");
  assert_int_equal(unlink(aside), 0);
  gate_keep_again(&scene.gate);
  assert_false(is_said(&scene, "", &words));
  scene_end(&scene);
}

static void an_older_file_in_its_place_is_told_of_and_stays(void **state) {
  (void)state;
  struct gate_damaged_words words;
  struct scene scene;
  begin(&scene);
  HOST_FREE char *delta = path_in(&scene, stored[3].name, "");
  assert_int_equal(unlink(delta), 0);
  scene_restart(&scene, SCENE_NOW + 120);
  gate_keep_again(&scene.gate);
  assert_true(is_said(&scene, stored[2].name, &words));
  assert_string_equal(words.label, stored[2].name);
  assert_non_null(strstr(words.short_zh, "名册是旧的"));
  assert_non_null(strstr(words.short_en, "list is an older one"));
  bring_again(&scene);
  gate_keep_again(&scene.gate);
  assert_false(is_said(&scene, "", &words));
  scene_end(&scene);
}

/* The disk was full as the root changed: the floors are written in place, and know the new one. */
static void a_root_whose_list_no_disk_took_is_known_after_a_restart(void **state) {
  (void)state;
  struct scene scene;
  struct forge_trust draft;
  begin(&scene);
  forge_trust_draft(&scene.forge, &draft);
  draft.trust.seq++;
  draft.trust.roots[1] = draft.trust.roots[0];
  draft.trust.roots[1].spki = tx_span_of(scene.forge.keys[FORGE_NEXT_ROOT]->spki,
                                         scene.forge.keys[FORGE_NEXT_ROOT]->spki_len);
  draft.trust.root_count = 2;
  assert_int_equal(
      scene_offer(&scene, GATE_TRUST, forge_trust(&scene.forge, &draft, FORGE_ROOT), NULL), TX_OK);
  draft.trust.seq++;
  draft.trust.roots[0] = draft.trust.roots[1];
  draft.trust.root_count = 1;
  assert_int_equal(
      scene_offer(&scene, GATE_TRUST, forge_trust(&scene.forge, &draft, FORGE_NEXT_ROOT), NULL),
      TX_OK);
  HOST_FREE char *list = path_in(&scene, "objects/trust.cose", "");
  HOST_FREE char *roots = path_in(&scene, "objects/roots", "");
  assert_int_equal(unlink(list), 0);
  assert_int_equal(unlink(roots), 0);
  scene_restart(&scene, SCENE_NOW + 120);
  draft.trust.seq++;
  assert_int_equal(
      scene_offer(&scene, GATE_TRUST, forge_trust(&scene.forge, &draft, FORGE_STRANGER), NULL),
      TX_BAD_SIGNATURE);
  assert_int_equal(
      scene_offer(&scene, GATE_TRUST, forge_trust(&scene.forge, &draft, FORGE_NEXT_ROOT), NULL),
      TX_OK);
  scene_end(&scene);
}

static void what_went_with_its_key_is_not_called_damaged(void **state) {
  (void)state;
  struct gate_damaged_words words;
  struct forge_trust trust;
  struct scene scene;
  begin(&scene);
  HOST_BYTES list = { 0 };
  HOST_FREE char *path = path_in(&scene, stored[2].name, "");
  assert_int_equal(host_file_read(path, TX_STATUS_BYTES_MAX, &list), TX_OK);
  forge_trust_draft(&scene.forge, &trust);
  trust.trust.seq++;
  size_t kept = 0;
  for (size_t i = 0; i < trust.trust.row_count; i++)
    if (!(trust.rows[i].uses & TX_USE_STATUS)) trust.rows[kept++] = trust.rows[i];
  trust.trust.row_count = kept;
  assert_int_equal(
      scene_offer(&scene, GATE_TRUST, forge_trust(&scene.forge, &trust, FORGE_ROOT), NULL), TX_OK);
  assert_int_equal(host_file_write(path, host_span(&list), 0644), TX_OK);
  scene_restart(&scene, SCENE_NOW + 120);
  assert_false(is_said(&scene, stored[2].name, &words) && strstr(words.en, "damaged"));
  scene_end(&scene);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(whatever_is_damaged_is_put_aside_and_told_in_words),
    PROMISE(what_was_brought_again_is_told_of_no_more),
    PROMISE(what_is_no_regular_file_is_put_aside_as_well),
    PROMISE(what_cannot_be_moved_is_told_of_as_it_lies_and_tried_again),
    PROMISE(what_somebody_took_away_is_told_of_no_more),
    PROMISE(an_older_file_in_its_place_is_told_of_and_stays),
    PROMISE(a_root_whose_list_no_disk_took_is_known_after_a_restart),
    PROMISE(what_went_with_its_key_is_not_called_damaged),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
