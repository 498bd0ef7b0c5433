/* SPDX-License-Identifier: Apache-2.0 */
#include "failure.h"

#include <stdio.h>

#define CREATEDB "createdb --template=template0 --encoding=UTF8 --locale=C"

/* Between the two halves stands, in brackets, what the database or its library said. */
static const struct {
  const char *zh, *zh_end, *en, *en_end;
} sentences[] = {
  [DB_FAILURE_OTHER] = { "数据库打不开", "。", "The database cannot be opened", "." },
  [DB_FAILURE_ADDRESS] = { "database 不是PostgreSQL的连接串",
                           "，请改正，例如 postgresql:///tongxing?host=/run/postgresql。",
                           "The setting database is no connection string of PostgreSQL",
                           "; correct it, as in postgresql:///tongxing?host=/run/postgresql." },
  [DB_FAILURE_AWAY] = { "连不上数据库", "，请检查PostgreSQL是否在运行，database 的地址是否正确。",
                        "The database does not answer",
                        "; see whether PostgreSQL runs, and whether database has its address." },
  [DB_FAILURE_DENIED] = { "数据库不让登录", "，请检查 database 的用户名和口令，以及pg_hba.conf。",
                          "The database refuses the login",
                          "; check user and password in database, and pg_hba.conf." },
  [DB_FAILURE_UNKNOWN] = { "没有这个数据库", "，请先用 " CREATEDB " 建立。",
                           "There is no such database", "; make it with " CREATEDB "." },
  [DB_FAILURE_VERSION] = { "PostgreSQL版本太旧", "，请升级到15或更新的版本。",
                           "This PostgreSQL is too old", "; upgrade it to 15 or newer." },
  [DB_FAILURE_ORDER] = { "数据库不是UTF-8编码，或不按字节排序", "，请用 " CREATEDB " 另建一个。",
                         "The database is not in UTF-8, or does not sort by bytes",
                         "; make another with " CREATEDB "." },
  [DB_FAILURE_READ_ONLY] = { "能连上的都是只读的备库", "，请检查主库。",
                             "Only standbys answer, which nobody can write to",
                             "; see to the primary." },
};

enum tx_reason store_failure_say(enum tx_reason reason, const struct db_failure *failure,
                                 struct host_problem *problem) {
  if (reason == TX_CONFLICT)
    return host_problem_say(
        problem, reason, "数据库由更新的版本写成，请升级本程序。",
        "The database was written by a newer release: please upgrade this program.");
  bool told = *failure->detail != '\0';
  int i = (int)failure->kind;
  problem->reason = reason;
  snprintf(problem->zh, sizeof problem->zh, "%s%s%s%s%s", sentences[i].zh, told ? "（" : "",
           failure->detail, told ? "）" : "", sentences[i].zh_end);
  snprintf(problem->en, sizeof problem->en, "%s%s%s%s%s", sentences[i].en, told ? " (" : "",
           failure->detail, told ? ")" : "", sentences[i].en_end);
  host_problem_tidy(problem);
  return reason;
}
