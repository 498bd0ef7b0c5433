/* SPDX-License-Identifier: Apache-2.0 */
#include "journal.h"

struct gate_journal_advice gate_journal_advice(enum tx_reason failing) {
  if (failing == TX_DISK_FULL)
    return (struct gate_journal_advice){ "请腾出磁盘空间", "free disk space", "磁盘已满",
                                         "the disk is full" };
  if (failing == TX_NOT_ALLOWED)
    return (struct gate_journal_advice){ "请更换存储卡，或检查目录权限",
                                         "replace the card, or mend the folder's rights",
                                         "磁盘只读或无权写入",
                                         "the disk is read-only or not the gate's to write" };
  if (failing == TX_NOT_FOUND)
    return (struct gate_journal_advice){ "请插好存储卡，等它挂载", "put the card in and mount it",
                                         "日志所在的存储卡不在",
                                         "the card that holds the journal is not there" };
  if (failing == TX_MALFORMED)
    return (struct gate_journal_advice){ "请更换存储卡", "replace the card", "日志已损坏且移不开",
                                         "the journal is damaged and cannot be put aside" };
  if (failing == TX_CONFLICT)
    return (struct gate_journal_advice){ "请安装该版本", "install that release",
                                         "日志来自更新的版本",
                                         "the journal is of a newer release" };
  return (struct gate_journal_advice){ "请检查或更换存储卡", "check the card, or replace it",
                                       "磁盘写不进", "the disk cannot be written" };
}
