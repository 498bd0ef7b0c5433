/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the gate says aloud, one short sentence a reason: X(REASON, pinyin, English). Never a name
 * and never a health reason. espeak-ng renders them when the package is built; a deployment may put
 * its own recordings in place of the files zh/REASON.wav and en/REASON.wav.
 */
#ifndef GATE_OUTPUT_PROMPTS_H
#define GATE_OUTPUT_PROMPTS_H

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
  X(bad_signature, "ci3 ma3 wu2 xiao4, qing3 chong2 xin1 chu1 shi4",                               \
    "This pass does not hold, please show it again")                                               \
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
  X(disk_full, "ci2 pan2 xie3 bu2 jin4, qing3 lian2 xi4 she4 qu1",                                 \
    "The disk cannot be written, please call the office")                                          \
  X(staff_will_check, "qing3 gong1 zuo4 ren2 yuan2 he2 yan4", "The staff will check")              \
  X(call_office, "ci3 chu4 wu2 ren2, qing3 bo1 da3 ping2 mu4 suo3 shi4 dian4 hua4",                \
    "Nobody is here, please call the number on the screen")                                        \
  X(signed_on, "zhi2 shou3 yi3 deng1 lu4", "Signed on")                                            \
  X(not_signed_on, "ci3 ma3 bu4 neng2 zhi2 shou3", "This pass cannot sign on")                     \
  X(tube_wanted, "qing3 xian1 sao3 shi4 guan3", "The tube first, please")                          \
  X(tube_open, "xin1 shi4 guan3, qing3 sao3 tong1 xing2 ma3", "New tube, passes please")           \
  X(tube_full, "shi4 guan3 yi3 man3, qing3 sao3 xia4 yi4 zhi1", "The tube is full, the next one")  \
  X(sample_undone, "yi3 che4 xiao1", "Undone")                                                     \
  X(sample_unsealed, "wei4 deng1 ji4, qing3 lian2 xi4 she4 qu1",                                   \
    "Not registered, please call the office")                                                      \
  GATE_COUNTS(X)

/* Said at a sampling point of the people in a tube: sample_N of the Nth. */
#define GATE_COUNTS(X)                                                                             \
  X(sample_1, "di4 yi1 ren2", "One")                                                               \
  X(sample_2, "di4 er4 ren2", "Two")                                                               \
  X(sample_3, "di4 san1 ren2", "Three")                                                            \
  X(sample_4, "di4 si4 ren2", "Four")                                                              \
  X(sample_5, "di4 wu3 ren2", "Five")                                                              \
  X(sample_6, "di4 liu4 ren2", "Six")                                                              \
  X(sample_7, "di4 qi1 ren2", "Seven")                                                             \
  X(sample_8, "di4 ba1 ren2", "Eight")                                                             \
  X(sample_9, "di4 jiu3 ren2", "Nine")                                                             \
  X(sample_10, "di4 shi2 ren2", "Ten")                                                             \
  X(sample_11, "di4 shi2 yi1 ren2", "Eleven")                                                      \
  X(sample_12, "di4 shi2 er4 ren2", "Twelve")                                                      \
  X(sample_13, "di4 shi2 san1 ren2", "Thirteen")                                                   \
  X(sample_14, "di4 shi2 si4 ren2", "Fourteen")                                                    \
  X(sample_15, "di4 shi2 wu3 ren2", "Fifteen")                                                     \
  X(sample_16, "di4 shi2 liu4 ren2", "Sixteen")                                                    \
  X(sample_17, "di4 shi2 qi1 ren2", "Seventeen")                                                   \
  X(sample_18, "di4 shi2 ba1 ren2", "Eighteen")                                                    \
  X(sample_19, "di4 shi2 jiu3 ren2", "Nineteen")                                                   \
  X(sample_20, "di4 er4 shi2 ren2", "Twenty")

#endif
