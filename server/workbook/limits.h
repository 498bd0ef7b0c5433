/* SPDX-License-Identifier: Apache-2.0 */
/* How much of a workbook is read. A sheet has 1,048,576 rows at most, a roster 131,072 people. */
#ifndef SERVER_WORKBOOK_LIMITS_H
#define SERVER_WORKBOOK_LIMITS_H

#define WORKBOOK_UNPACKED_MIB 512
#define WORKBOOK_RATIO_MAX 200          /* unpacked to packed, of the whole file … */
#define WORKBOOK_RATIO_FREE (16u << 20) /* … once so much was unpacked */
#define WORKBOOK_PARTS_MAX 20000u       /* pictures of people among them */
#define WORKBOOK_SHEETS_MAX 256u
#define WORKBOOK_STRINGS_MAX 1500000u /* shared ones */
#define WORKBOOK_STRINGS_BYTES (16u << 20)
#define WORKBOOK_CELL_BYTES 131072u  /* Excel: 32,767 characters */
#define WORKBOOK_CELLS_MAX 16777216u /* that hold something, or are styled */
#define WORKBOOK_ROWS_MAX 1048576u
#define WORKBOOK_COLUMNS_MAX 65u /* what stands further right is told as of this one */
#define WORKBOOK_STYLES_MAX 65536u
#define WORKBOOK_DEPTH_MAX 64u
#define WORKBOOK_MEMORY_MAX (96u << 20) /* address space of the child, libraries and all */
#define WORKBOOK_CPU_S_MAX 60u

#endif
