/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one enumeration of reasons and errors. 0 to 65 are those of docs/format.md: they stand in
 * journals and never change. 100 and up are errors of this library and the programs around it.
 *
 * X(number, NAME, name, verdict, zh, en): the words are for the side of the queue, so they never
 * tell a health reason.
 */
#ifndef TX_REASON_H
#define TX_REASON_H

#include "bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

enum tx_verdict { TX_ALLOW = 0, TX_REVIEW = 1, TX_DENY = 2 };

#define TX_REASONS(X)                                                                              \
  X(0, OK, ok, ALLOW, "请通行", "Please pass")                                                     \
  X(1, OK_WITH_NOTICE, ok_with_notice, ALLOW, "请通行，请看提示", "Please pass, and note")         \
  X(2, LET_IN_BY_HAND, let_in_by_hand, ALLOW, "人工放行", "Let in by the guard")                   \
  X(3, TURNED_AWAY_BY_HAND, turned_away_by_hand, DENY, "已劝返", "Turned away by the guard")       \
  X(4, EMERGENCY_OPENED, emergency_opened, ALLOW, "应急放行", "Opened for an emergency")           \
  X(5, MEDICAL_EXIT, medical_exit, ALLOW, "就医放行", "Out on medical grounds")                    \
  X(6, HELD_OPEN, held_open, ALLOW, "通道常开", "The barrier is held open")                        \
  X(10, NOT_OURS, not_ours, DENY, "这不是通行码，请打开通行码",                                    \
    "This is not a Tongxing pass, please open yours")                                              \
  X(11, MALFORMED, malformed, DENY, "二维码不完整，请重新出示",                                    \
    "The code is damaged, please show it again")                                                   \
  X(12, NO_TRUST_LIST, no_trust_list, DENY, "门禁尚未取得信任列表，请到人工通道",                  \
    "This gate has no trust list yet, please see the staff")                                       \
  X(13, KEY_REVOKED, key_revoked, DENY, "签发此码的密钥已吊销，请到社区换码",                      \
    "The key that signed this code was revoked, please have it re-issued")                         \
  X(14, UNKNOWN_KEY, unknown_key, DENY, "签发者不在信任列表中，请重新出示；仍不行请到人工通道",    \
    "Signed by a key that the trust list does not hold, please show it again, else see the staff") \
  X(15, BAD_SIGNATURE, bad_signature, DENY, "签名核对不上，请重新出示；仍不行请到社区换码",        \
    "The signature does not match, please show it again; if it fails again, have it re-issued")    \
  X(16, MALFORMED_CLAIMS, malformed_claims, DENY, "内容不合规范", "The content breaks the format") \
  X(17, UNKNOWN_CRITICAL, unknown_critical, DENY, "含有本门禁不认识的必读内容，请更新门禁",        \
    "Holds a critical part that this version does not know, please update")                        \
  X(18, WRONG_JURISDICTION, wrong_jurisdiction, DENY, "签发者无权管辖该区域",                      \
    "The signer has no jurisdiction over this area")                                               \
  X(19, KEY_OUT_OF_TIME, key_out_of_time, DENY, "签发密钥不在有效期内",                            \
    "The signing key was not valid at that time")                                                  \
  X(20, NOT_YET_VALID, not_yet_valid, DENY, "日期晚于当前时间，请核对时钟",                        \
    "Dated ahead of now, please check the clocks")                                                 \
  X(21, EXPIRED, expired, DENY, "已过期，请到社区续期", "Expired, please have it renewed")         \
  X(22, LIVE_REQUIRED, live_required, DENY, "请在手机上打开实时通行码，截图无效",                  \
    "Please open the live code on the phone, a picture of it does not count")                      \
  X(23, LIVE_NOT_BOUND, live_not_bound, DENY, "此码未绑定手机", "This pass is bound to no phone")  \
  X(24, LIVE_BAD_SIGNATURE, live_bad_signature, DENY,                                              \
    "实时码与绑定的手机不符，请在本人手机上刷新后重新出示",                                        \
    "Does not match the phone of this pass, please refresh it on that phone and show it again")    \
  X(25, LIVE_OUT_OF_WINDOW, live_out_of_window, DENY, "实时码已过时，请刷新或校准手机时间",        \
    "The live code is out of its window, please refresh or set the phone's clock")                 \
  X(26, REPLAYED, replayed, DENY, "此码刚刚用过，请刷新",                                          \
    "This code was just used, please refresh")                                                     \
  X(30, NOT_LISTED, not_listed, DENY, "名册中没有此通行证，请到社区核对",                          \
    "Not in the area's list, please ask the office")                                               \
  X(31, SUPERSEDED, superseded, DENY, "此证已补办，请使用新证",                                    \
    "Re-issued since, please use the new one")                                                     \
  X(32, SUSPENDED, suspended, DENY, "此证已暂停，请到人工通道", "Suspended, please see the staff") \
  X(33, REVOKED, revoked, DENY, "此证已注销", "Revoked")                                           \
  X(35, NO_LIST, no_list, REVIEW, "门禁没有该区域的名册，请工作人员核验",                          \
    "This gate holds no list of that area, the staff will check")                                  \
  X(36, OUT_OF_DATE, out_of_date, REVIEW, "门禁数据已过时，请工作人员核验",                        \
    "What this gate knows is out of date, the staff will check")                                   \
  X(37, NEWS_WITHHELD, news_withheld, REVIEW, "门禁尚缺最新消息，请工作人员核验",                  \
    "News that exists has not reached this gate, the staff will check")                            \
  X(40, RULE_FAILED, rule_failed, DENY, "暂不能通行，请到人工通道",                                \
    "Not now, please see the staff")                                                               \
  X(41, RULE_ERROR, rule_error, DENY, "规则无法计算，请到人工通道",                                \
    "A rule could not be evaluated, please see the staff")                                         \
  X(42, NO_POLICY, no_policy, REVIEW, "本门禁没有生效的规定，请工作人员核验",                      \
    "No policy is in force here, the staff will check")                                            \
  X(43, CERTIFICATE_SHOWN, certificate_shown, REVIEW, "证明属实，请工作人员核验",                  \
    "The certificate is real, the staff will check")                                               \
  X(44, DRIVER_AWAITED, driver_awaited, REVIEW, "请驾驶员出示通行码", "The driver's pass, please") \
  X(50, CLOCK_UNSURE, clock_unsure, REVIEW, "门禁时钟不可信，请工作人员核验",                      \
    "This gate's clock cannot be believed, the staff will check")                                  \
  X(60, BAD_TYPE, bad_type, DENY, "对象类型不符", "An object of another type")                     \
  X(61, ROLLBACK, rollback, DENY, "比已持有的旧", "Older than what is held")                       \
  X(62, UNREVOKED, unrevoked, DENY, "缺少已吊销的密钥", "A revoked key is missing from the list")  \
  X(63, WRONG_BASE, wrong_base, DENY, "增量与已持有的名册不衔接", "A delta for another list")      \
  X(64, WRONG_HASH, wrong_hash, DENY, "增量结果的摘要不符",                                        \
    "The list after the delta has another hash")                                                   \
  X(65, TOO_MANY, too_many, DENY, "记录数超过上限", "More records than allowed")                   \
  X(100, NO_MEMORY, no_memory, DENY, "内存不足", "Out of memory")                                  \
  X(101, NO_SPACE, no_space, DENY, "缓冲区太小", "The buffer is too small")                        \
  X(102, BAD_KEY, bad_key, DENY, "密钥无法读取，或口令不对",                                       \
    "The key cannot be read, or the passphrase is wrong")                                          \
  X(103, SIGNER_FAILED, signer_failed, DENY, "签名失败", "The signer failed")                      \
  X(104, BAD_ARGUMENT, bad_argument, DENY, "参数超出范围", "A value is out of its range")          \
  X(105, IO_FAILED, io_failed, DENY, "读写失败", "Reading or writing failed")                      \
  X(106, NOT_FOUND, not_found, DENY, "没有找到", "Not found")                                      \
  X(107, CONFLICT, conflict, DENY, "已存在，或与现状冲突",                                         \
    "Exists already, or conflicts with what is there")                                             \
  X(108, NOT_ALLOWED, not_allowed, DENY, "无权进行此操作", "Not allowed")                          \
  X(109, BUSY, busy, DENY, "系统繁忙，请稍后再试", "Busy, please try again later")                 \
  X(110, DISK_FULL, disk_full, DENY, "磁盘已满", "The disk is full")                               \
  X(111, UNREADABLE, unreadable, DENY, "文件不是可读取的图片",                                     \
    "The file is no picture that can be read")                                                     \
  X(112, NO_CODE, no_code, DENY, "图片中没有找到二维码", "No code was found in the picture")

enum tx_reason {
#define X(number, NAME, name, verdict, zh, en) TX_##NAME = number,
  TX_REASONS(X)
#undef X
};

/* The name that stands in problem+json and in logs ("rule_failed"); "unknown" for no such number.
 */
const char *tx_reason_name(enum tx_reason reason);

/* One sentence for the person in front of the gate. zh unless lang begins with "en". */
const char *tx_reason_text(enum tx_reason reason, const char *lang);

/* The verdict of format.md's table. For 35 to 37 and 40 it is the default: policy decides. */
enum tx_verdict tx_reason_verdict(enum tx_reason reason);

/* Whether number stands in the table. */
bool tx_reason_known(int64_t number);

/* "allow", "review" or "deny". */
const char *tx_verdict_name(enum tx_verdict verdict);

#ifdef __cplusplus
}
#endif

#endif
