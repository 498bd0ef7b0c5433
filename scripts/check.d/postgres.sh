# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The server on PostgreSQL: its unit tests on both databases at once, every query among them; the
# programs on PostgreSQL alone.
source scripts/postgres.sh

check_queries() { tests/unit/queries.py "$1" "$2" && echo "note: compared in every column"; }

# check_postgres BUILD
check_postgres() {
  pg_there || { skip "server on PostgreSQL" "postgresql-15 is not installed"; return; }
  # shellcheck disable=SC2034 # run_tests reads it
  local TONGXING_TEST_QUERIES run_tests_with=(scripts/with_postgres)
  TONGXING_TEST_QUERIES=$(mktemp -d)
  export TONGXING_TEST_QUERIES
  step "server on SQLite and PostgreSQL" run_tests "$1" --suite server
  step "queries on both databases" check_queries "$1" "$TONGXING_TEST_QUERIES"
  rm -rf "$TONGXING_TEST_QUERIES"
}
