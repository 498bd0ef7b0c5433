/* SPDX-License-Identifier: Apache-2.0 */
#include "refusal.h"

#include "limits.h"

#include <stdio.h>

#define SAVE_ZH "请用表格软件打开，另存为“Excel工作簿（.xlsx）”再导入。"
#define SAVE_EN "please open it in a spreadsheet and save it as an Excel workbook (.xlsx)."
#define SPLIT_ZH "请把居民一表单独存成工作簿，或分成几份再导入。"
#define SPLIT_EN "please save the residents' sheet as a workbook of its own, or split it."
#define NUMBER(n) TEXT(n)
#define TEXT(n) #n

static const struct {
  enum tx_reason reason;
  const char *zh, *en;
} sentences[WORKBOOK_REFUSALS] = {
  [WORKBOOK_BROKEN] = { TX_BAD_ARGUMENT, "工作簿已损坏，" SAVE_ZH,
                        "The workbook is damaged: " SAVE_EN },
  [WORKBOOK_NO_PART] = { TX_BAD_ARGUMENT, "工作簿不完整，缺少里面的一部分，" SAVE_ZH,
                         "The workbook lacks one of its parts: " SAVE_EN },
  [WORKBOOK_OTHER] = { TX_BAD_ARGUMENT, "这是压缩文件，却不是Excel工作簿，" SAVE_ZH,
                       "This is a ZIP file and no Excel workbook: " SAVE_EN },
  [WORKBOOK_BINARY] = { TX_BAD_ARGUMENT, "这是二进制工作簿（.xlsb），" SAVE_ZH,
                        "This is a binary workbook (.xlsb): " SAVE_EN },
  [WORKBOOK_OLD] = { TX_BAD_ARGUMENT, "这是旧格式的工作簿（.xls），" SAVE_ZH,
                     "This is a workbook of the old format (.xls): " SAVE_EN },
  [WORKBOOK_LOCKED] = { TX_BAD_ARGUMENT, "工作簿加了密码，请打开后去掉密码，保存后再导入。",
                        "The workbook is locked by a password: please open it, take the password "
                        "away, and save it." },
  [WORKBOOK_TOO_LARGE] = { TX_TOO_MANY,
                           "工作簿展开后超过" NUMBER(WORKBOOK_UNPACKED_MIB) " MiB，" SPLIT_ZH,
                           "The workbook unpacks to more than " NUMBER(
                               WORKBOOK_UNPACKED_MIB) " MiB: " SPLIT_EN },
  [WORKBOOK_TOO_DENSE] = { TX_TOO_MANY,
                           "工作簿展开后超过原来的" NUMBER(
                               WORKBOOK_RATIO_MAX) "倍，几乎全是空白，" SPLIT_ZH,
                           "The workbook unpacks to more than " NUMBER(
                               WORKBOOK_RATIO_MAX) " times its size, nearly all of it "
                                                   "blank: " SPLIT_EN },
  [WORKBOOK_TOO_MANY_PARTS] = { TX_TOO_MANY, "工作簿里的工作表或图片太多，" SPLIT_ZH,
                                "The workbook has too many sheets or pictures: " SPLIT_EN },
  [WORKBOOK_TOO_MANY_STRINGS] = { TX_TOO_MANY, "工作簿里的文字太多或太长，" SPLIT_ZH,
                                  "The workbook has too many texts, or too long a one: " SPLIT_EN },
  [WORKBOOK_TOO_MANY_CELLS] = { TX_TOO_MANY, "工作簿里的单元格太多，" SPLIT_ZH,
                                "The workbook has too many cells: " SPLIT_EN },
  [WORKBOOK_ENTITIES] = { TX_BAD_ARGUMENT, "工作簿里含有不该有的内容（DOCTYPE），" SAVE_ZH,
                          "The workbook holds what no workbook does (a DOCTYPE): " SAVE_EN },
  [WORKBOOK_NO_MEMORY] = { TX_TOO_MANY, "工作簿太复杂，放不进读取程序的内存，" SPLIT_ZH,
                           "The workbook does not fit into its reader's memory: " SPLIT_EN },
  [WORKBOOK_NO_READER] = { TX_IO_FAILED,
                           "无法启动读取工作簿的程序 tongxing-workbook，请重新安装，或另存为“CSV "
                           "UTF-8”再导入。",
                           "The reader of workbooks, tongxing-workbook, does not start: please "
                           "install it again, or save the table as \"CSV UTF-8\"." },
  [WORKBOOK_LOST] = { TX_BAD_ARGUMENT, "工作簿读不下去，什么都没有导入，" SAVE_ZH,
                      "The workbook could not be read to its end, and nothing was "
                      "imported: " SAVE_EN },
};

enum tx_reason workbook_refusal_say(enum workbook_refusal refusal, struct host_problem *problem) {
  if (refusal == WORKBOOK_READ || refusal == WORKBOOK_NOT_WANTED) return TX_OK;
  return host_problem_say(problem, sentences[refusal].reason, sentences[refusal].zh,
                          sentences[refusal].en);
}
