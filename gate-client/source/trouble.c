/* SPDX-License-Identifier: Apache-2.0 */
#include "source/source.h"

#include "host/sys/log.h"

const struct gate_trouble gate_trouble_no_suffix = {
  "扫码器不发送结束符；请按其说明书把后缀设为 CR（回车）",
  "the scanner ends no text; set its suffix to CR (Enter), its manual has a code for that",
  "扫码器须把后缀设为 CR",
  "set the scanner's suffix to CR",
};
const struct gate_trouble gate_trouble_no_ascii = {
  "收到的不是 ASCII 文字；请核对串口速率或校验位（8 位、无校验）",
  "what comes is no ASCII; check its speed or parity (8 bits, no parity)",
  "扫码器的速率或校验位不对",
  "check the scanner's speed or parity",
};
const struct gate_trouble gate_trouble_unknown_keys = {
  "扫码器发送了不认识的按键；请按其说明书把键盘布局设为美式英语",
  "the scanner presses keys that type nothing; set its keyboard layout to US English",
  "扫码器须设为美式英语键盘",
  "set the scanner's keyboard to US English",
};
const struct gate_trouble gate_trouble_same_picture = {
  "一分钟来画面完全没有变化；请检查摄像机是否死机",
  "it has sent the same picture for a minute; see whether it hangs, and restart it",
  "摄像机画面一分钟没有变化",
  "a camera has sent the same picture for a minute",
};
const struct gate_trouble gate_trouble_too_many_folders = {
  "文件夹内的子文件夹过多，后来的不再监视；请删除旧的",
  "it holds too many folders, and later ones are not watched; delete old ones",
  "监视的文件夹中子文件夹过多",
  "a watched folder holds too many folders",
};

void gate_source_have_trouble(struct gate_source *source, const struct gate_trouble *trouble) {
  if (source->trouble == trouble) return;
  source->trouble = trouble;
  if (trouble) host_log(HOST_WARNING, "%s: %s", source->label, trouble->en);
}
