/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the gate says aloud, one short sentence a reason: X(REASON, pinyin, English). Never a name
 * and never a health reason. espeak-ng renders them when the package is built; a deployment may put
 * its own recordings in place of the files zh/REASON.wav and en/REASON.wav.
 */
#ifndef GATE_PROMPTS_H
#define GATE_PROMPTS_H

#define GATE_PROMPTS(X)                                                                            \
  X(ok, "qing3 tong1 xing2", "Please pass")                                                        \
  X(ok_with_notice, "qing3 tong1 xing2, qing3 kan4 ti2 shi4", "Please pass, and note the screen")  \
  X(let_in_by_hand, "qing3 tong1 xing2", "Please pass")                                            \
  X(turned_away_by_hand, "zan4 bu4 neng2 tong1 xing2", "Not now, please")                          \
  X(emergency_opened, "ying4 ji2 fang4 xing2, qing3 tong1 xing2", "Emergency, please pass")        \
  X(medical_exit, "qing3 tong1 xing2", "Please pass")                                              \
  X(held_open, "tong1 dao4 chang2 kai1", "The barrier is held open")                               \
  X(not_ours, "qing3 da3 kai1 tong1 xing2 ma3", "Please open your pass")                           \
  X(malformed, "qing3 chong2 xin1 chu1 shi4", "Please show it again")                              \
  X(no_trust_list, "qing3 dao4 ren2 gong1 tong1 dao4", "Please see the staff")                     \
  X(key_revoked, "qing3 dao4 she4 qu1 huan4 ma3", "Please have your pass re-issued")               \
  X(unknown_key, "ci3 ma3 wu2 xiao4, qing3 dao4 ren2 gong1 tong1 dao4",                            \
    "This pass does not hold, please see the staff")                                               \
  X(bad_signature, "ci3 ma3 wu2 xiao4, qing3 dao4 ren2 gong1 tong1 dao4",                          \
    "This pass does not hold, please see the staff")                                               \
  X(malformed_claims, "ci3 ma3 wu2 xiao4, qing3 dao4 ren2 gong1 tong1 dao4",                       \
    "This pass does not hold, please see the staff")                                               \
  X(unknown_critical, "qing3 dao4 ren2 gong1 tong1 dao4", "Please see the staff")                  \
  X(wrong_jurisdiction, "ci3 ma3 wu2 xiao4, qing3 dao4 ren2 gong1 tong1 dao4",                     \
    "This pass does not hold, please see the staff")                                               \
  X(key_out_of_time, "qing3 dao4 she4 qu1 huan4 ma3", "Please have your pass re-issued")           \
  X(not_yet_valid, "ci3 ma3 shang4 wei4 sheng1 xiao4", "This pass is not valid yet")               \
  X(expired, "ci3 ma3 yi3 guo4 qi1, qing3 dao4 she4 qu1 xu4 qi1", "Expired, please renew it")      \
  X(live_required, "qing3 zai4 shou3 ji1 shang4 da3 kai1 tong1 xing2 ma3",                         \
    "Please open the pass on the phone itself")                                                    \
  X(live_not_bound, "qing3 dao4 ren2 gong1 tong1 dao4", "Please see the staff")                    \
  X(live_bad_signature, "qing3 yong4 ben3 ren2 shou3 ji1 chu1 shi4", "Please use your own phone")  \
  X(live_out_of_window, "qing3 shua1 xin1 tong1 xing2 ma3", "Please refresh your pass")            \
  X(replayed, "ci3 ma3 gang1 yong4 guo4, qing3 shua1 xin1", "Just used, please refresh")           \
  X(not_listed, "qing3 dao4 she4 qu1 he2 dui4", "Please ask at the office")                        \
  X(superseded, "qing3 shi3 yong4 xin1 zheng4", "Please use your new pass")                        \
  X(suspended, "zan4 bu4 neng2 tong1 xing2, qing3 dao4 ren2 gong1 tong1 dao4",                     \
    "Not now, please see the staff")                                                               \
  X(revoked, "ci3 zheng4 yi3 zhu4 xiao1", "This pass was revoked")                                 \
  X(no_list, "qing3 gong1 zuo4 ren2 yuan2 he2 yan4", "The staff will check")                       \
  X(out_of_date, "qing3 gong1 zuo4 ren2 yuan2 he2 yan4", "The staff will check")                   \
  X(news_withheld, "qing3 gong1 zuo4 ren2 yuan2 he2 yan4", "The staff will check")                 \
  X(rule_failed, "zan4 bu4 neng2 tong1 xing2, qing3 dao4 ren2 gong1 tong1 dao4",                   \
    "Not now, please see the staff")                                                               \
  X(rule_error, "qing3 dao4 ren2 gong1 tong1 dao4", "Please see the staff")                        \
  X(no_policy, "qing3 gong1 zuo4 ren2 yuan2 he2 yan4", "The staff will check")                     \
  X(certificate_shown, "qing3 gong1 zuo4 ren2 yuan2 he2 yan4", "The staff will check")             \
  X(driver_awaited, "qing3 jia4 shi3 yuan2 chu1 shi4 tong1 xing2 ma3",                             \
    "The driver's pass, please")                                                                   \
  X(clock_unsure, "qing3 gong1 zuo4 ren2 yuan2 he2 yan4", "The staff will check")

/* Said by the gate of itself, or where a verdict changes what a reason means. */
#define GATE_WORDS(X)                                                                              \
  X(relay_failed, "dao4 zha2 gu4 zhang4, qing3 gong1 zuo4 ren2 yuan2 da3 kai1",                    \
    "The barrier has failed, staff please open it")                                                \
  X(ready, "men2 jin4 yi3 jiu4 xu4", "The gate is ready")                                          \
  X(disk_full, "ci2 pan2 yi3 man3, qing3 lian2 xi4 she4 qu1",                                      \
    "The disk is full, please call the office")                                                    \
  X(staff_will_check, "qing3 gong1 zuo4 ren2 yuan2 he2 yan4", "The staff will check")              \
  X(call_office, "ci3 chu4 wu2 ren2, qing3 bo1 da3 ping2 mu4 suo3 shi4 dian4 hua4",                \
    "Nobody is here, please call the number on the screen")

#endif
