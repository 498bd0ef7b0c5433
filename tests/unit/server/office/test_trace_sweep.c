/* SPDX-License-Identifier: Apache-2.0 */
/* One sweep over the passages finds whom comparing everybody with everybody finds. */
#include "promise.h"

#include "domain/trace/sweep.h"

#define AREA 610113001001u
#define NOW 1640995200
#define CROWD 40
#define PASSAGES 400
#define GATES 3

struct passage {
  int64_t at_s;
  int person, gate;
};

static void draw(struct passage passages[PASSAGES], uint32_t *random) {
  int64_t at_s = NOW;
  for (int i = 0; i < PASSAGES; i++) {
    *random = *random * 1664525u + 1013904223u;
    at_s += *random >> 16 & 255;
    passages[i] =
        (struct passage){ at_s, (int)(*random >> 24) % CROWD, (int)(*random >> 12) % GATES };
  }
}

static bool are_near(const struct passage *one, const struct passage *other) {
  return one->gate == other->gate && llabs(one->at_s - other->at_s) <= 300;
}

/* How often each passed with person 0 near, by comparing everybody with everybody. */
static void compare(const struct passage passages[PASSAGES], uint32_t times[CROWD]) {
  for (int i = 0; i < PASSAGES; i++) {
    bool near = false;
    for (int j = 0; j < PASSAGES; j++)
      near |= passages[j].person == 0 && are_near(&passages[i], &passages[j]);
    times[passages[i].person] += near && passages[i].person != 0;
  }
}

static void a_sweep_finds_what_comparing_everybody_with_everybody_finds(UNUSED void **state) {
  static const char *const gates[GATES] = { "a", "b", "c" };
  struct passage passages[PASSAGES];
  uint32_t random = 7;
  for (int round = 0; round < 20; round++) {
    uint32_t times[CROWD] = { 0 };
    struct meeting meeting = { .from_s = NOW, .to_s = NOW + 86400, .window_s = 300 };
    struct sweep sweep = { .meeting = &meeting, .order = 1, .area = AREA };
    struct meeting_person *person = NULL;
    assert_int_equal(meeting_add(&meeting, AREA, 0, 0, &person), TX_OK);
    person->met.since_s = NOW;
    draw(passages, &random);
    compare(passages, times);
    for (int i = 0; i < PASSAGES; i++) {
      const struct sweep_passage one = { passages[i].at_s, AREA, (uint32_t)passages[i].person };
      assert_int_equal(sweep_take(&sweep, gates[passages[i].gate], &one), TX_OK);
    }
    for (int i = 1; i < CROWD; i++) {
      person = meeting_of(&meeting, AREA, (uint32_t)i);
      assert_int_equal(person ? person->met.times : 0, times[i]);
    }
    sweep_finish(&sweep);
    meeting_finish(&meeting);
  }
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(a_sweep_finds_what_comparing_everybody_with_everybody_finds),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
