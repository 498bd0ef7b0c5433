// SPDX-License-Identifier: Apache-2.0
// All that the resident's page says by itself, in Chinese. en.ts has the same in English.
import { wordsZh } from "../shared/words";

export const zh = {
  ...wordsZh,
  title: "通行码",
  language: "English",
  languageLabel: "Switch to English",
  menu: "更多",
  back: "返回",
  close: "关闭",
  loading: "正在打开……",
  colon: "：",
  comma: "、",

  // --- first visit
  welcome: "小区通行码",
  welcomeWhat: "一个码，把出入证、健康码、行程码和核酸结果放在一起。没有网络也能用。",
  applyNow: "申请通行码",
  lostPhone: "换了手机或丢了手机",
  lostPhoneWhat: "用信箱里的领取码，或居委会给您的领取码，在这部手机上再申请一次。新码生效，旧手机上的码随即失效。",
  keepsNothing: "这个浏览器不保存通行码",
  keepsNothingWhat:
    "无痕窗口、锁定模式和聊天软件里的浏览器不保存钥匙，关掉就没了。请复制网址，用手机自带的浏览器打开。",
  copyAddress: "复制网址",
  copied: "已复制",
  insecure: "请用 https 打开本页，否则手机不能保管钥匙。",

  // --- applying
  apply: "申请",
  applyFamily: "为家人申请",
  applyFamilyWhat: "老人、孩子没有手机，可以由您代领代查，在这部手机上出示。",
  area: "社区编号",
  name: "姓名",
  idType: "证件类型",
  idNumber: "证件号码",
  phone: "电话",
  unit: "楼栋",
  room: "房号",
  claim: "领取码",
  example: { unit: "如 3-2", room: "如 1201", claim: "在信箱里的纸条上，可不填", phone: "可不填" } as Record<string, string>,
  claimWhat: "有领取码，当场生效；没有，由居委会核对，请等一等。",
  idTypes: {
    "身份证": "居民身份证",
    "护照": "护照",
    "港澳居民来往内地通行证": "港澳居民来往内地通行证",
    "台湾居民来往大陆通行证": "台湾居民来往大陆通行证",
    "外国人永久居留身份证": "外国人永久居留身份证",
    "港澳台居民居住证": "港澳台居民居住证",
    "军官证": "军官证",
    "出生医学证明": "出生医学证明",
  } as Record<string, string>,
  whatIsKept: "会保存什么",
  whatIsKeptWhat:
    "社区的服务器保存您填写的内容（加密保存）和这部手机的公钥，用来核对和签发通行证。门禁只记编号，不记姓名，28天后删除。这部手机只保存钥匙、通行码和证明，退出时一并删除。",
  send: "提交申请",
  sending: "正在提交……",
  missing: "请填写：",
  codeDidNotFit: (left: number) => `领取码与填写的内容对不上，还可以再试${left}次。申请已转给居委会核对。`,

  // --- waiting
  waiting: "等待居委会核对",
  waitingWhat: "申请已收到。工作人员核对后，通行码会出现在这里，不用一直开着本页。着急请打居委会电话，或带证件到人工通道。",
  refused: "申请没有通过",
  refusedWhat: "居委会说：",
  applyAgain: "重新申请",
  checkNow: "现在查询",

  // --- the pass
  showThis: "请把此码对准闸机",
  codeLabel: "通行二维码，每15秒更换",
  renews: (left: number) => `${left}秒后更换`,
  bright: "扫不上？请把屏幕调到最亮。",
  tail: (tail: string) => (tail === "无" ? "无证件" : `证件尾号 ${tail}`),
  family: "家人",
  own: "本人",
  validUntil: (date: string) => `通行证有效至 ${date}`,
  expired: "通行证已过期，请联网更新或联系居委会。",
  newsAge: (age: string) => `信息更新于${age}`,
  newsNow: "信息刚刚更新",
  newsNever: "信息尚未更新",
  offline: "没有网络，码照常可用。",
  busy: "服务器忙，稍后自动再试，码照常可用。",
  stranger: "服务器不认识这部手机：请用领取码再申请一次。",
  minutesAgo: (n: number) => `${n}分钟前`,
  hoursAgo: (n: number) => `${n}小时前`,
  daysAgo: (n: number) => `${n}天前`,

  // --- four lines (words.ts has the others)
  pending: "已采样，待出结果",
  hoursLeft: (left: number, of: number) => `还剩${left}小时（按${of}小时规定）`,
  hoursOver: (of: number) => `已超过${of}小时，请补测`,

  // --- clock
  clockOff: (fast: boolean, amount: string) => `手机时间${fast ? "快" : "慢"}了约${amount}，本页已自动校正，建议打开手机的自动对时。`,
  seconds: (n: number) => `${n}秒`,
  minutes: (n: number) => `${n}分钟`,
  clockTitle: "门禁说时间不对",
  clockTold: (fast: boolean, n: number) => `门禁说：手机时间${fast ? "快" : "慢"}了${n}秒。`,
  clockWhat: "没有网络时，门禁的屏幕写着此码比门禁的时间早还是晚、差几秒：用相机扫屏幕上的码，或填在这里。有网络时会自动校正。",
  clockSeconds: "相差秒数",
  clockSlow: "此码早（手机慢）",
  clockFast: "此码晚（手机快）",
  clockSet: "校正",
  clockDone: "已校正，请再扫一次。",
  clockShow: "出示通行码",
  clockNow: (time: string) => `本页现在的时间：${time}`,

  // --- restraints
  why: "查看限制与依据",
  restraintsTitle: "限制与依据",
  noRestraint: "没有人对您设过限制。",
  setBy: "谁设的：",
  ground: "依据：",
  evidence: "文书编号：",
  until: "到期：",
  untilFurther: "另行通知",
  appealHow: "不同意？写下理由提出申诉，由没有参与这项决定的单位答复；到期不答复，限制自动解除或转上级。",
  appeal: "提出申诉",
  appealWords: "申诉的理由",
  appealSend: "提交申诉",
  appealStates: {
    open: "申诉待答复", escalated: "申诉已转上级", upheld: "申诉未被采纳", lifted: "申诉成立，限制已解除",
    lapsed: "逾期没有答复，限制已失效",
  } as Record<string, string>,
  appealDue: (date: string) => `应在${date}前答复`,

  // --- who looked
  readsTitle: "谁看过、改过我的记录",
  readsWhat: "最近180天里，谁打开过您和家人的记录，为了什么；谁给予或取消了免检，谁添加或删去了证件。免检有效到通行证到期。",
  noReads: "没有人打开过，也没有改动。",
  officeActs: { exempt: "给予免检", "exempt.end": "取消免检", "document added": "添加证件", "document removed": "删去证件" } as Record<string, string>,
  exempt: { swab: "免核酸", household: "出入不计次数", temperature: "免测温" } as Record<string, string>,
  replaced: "您的通行码已在另一部手机上重新领取，这部手机上的码已失效。如果不是您本人，请马上打居委会电话。",
  secondClaim: "有人用领取码申请了您的通行码。如果不是您本人或家人，请马上打居委会电话。",

  // --- elder mode
  elder: "长辈模式",
  elderOff: "退出长辈模式",
  elderSay: "请把手机上的码对准闸机，等绿灯再走。",
  elderAsk: "请把手机给工作人员看。",
  readAloud: "读给我听",

  // --- more
  more: "更多",
  clockMenu: "校正时间",
  updateNow: "马上更新信息",
  card: "纸卡",
  cardWhat: "不方便用手机？在这里做一张纸卡，和居委会印的一样，打印出来随身带；没有打印机，请带证件到居委会。纸卡丢了请挂失：补办后，纸卡和手机上的旧码一起失效。30天里最多三张。",
  cardMake: (name: string) => `为${name}做一张纸卡`,
  cardKeep: "保存纸卡（PDF）",
  cardHow: "用A4纸按100%比例打印，沿边裁下，沿虚线剪去右上角：看不见的人摸得出正反。",
  signOut: "退出这部手机",
  signOutWhat: "钥匙和通行码会从这部手机上删除。以后要用领取码重新申请。",
  signOutYes: "确定退出",
  signOutNo: "不退出",
  helpTitle: "丢了手机",
  install: "添加到主屏幕，打开更快，没有网络也能用。",
  installNow: "添加到主屏幕",

  // --- certificates
  certificates: "证明",
  certificatesWhat: "单位给您开具的证明。出示二维码，门禁和单位都能核验，没有网络也能出示。",
  noCertificates: "还没有证明。",
  certificateStates: { valid: "有效", over: "已过期", withdrawn: "已撤回" } as Record<string, string>,
  withdrawnWhy: "撤回原因",

  // --- visitors
  visitors: "访客",
  visitorsWhat: "写下谁来、何时来，把链接或二维码图片发给对方。您可以随时撤回。一户同时最多6次来访，每次最长三天。",
  plate: "车牌号",
  plateHint: "不开车不用填",
  visitFrom: "何时到",
  visitUntil: "何时离开",
  visitAsk: "登记访客",
  visitSend: "发送链接",
  visitLook: "打开访客的码",
  visitTakeBack: "撤回",
  visitStates: { coming: "还没到时间", open: "有效", over: "已结束", revoked: "已撤回" } as Record<string, string>,
  visitPass: "访客通行码",
  visitCar: "车辆通行码",
  visitWhat: "到门口把码对准闸机，在写明的时间里有效；开车先出示车辆的码，再出示人的码。这是静态的码，请不要转给别人。",
  visitBroken: "链接不完整，请让邀请您的人重新发送。",
  keepPicture: "存成图片",

  // --- errors
  tryAgain: "再试一次",
  noNetwork: "没有网络，请联网后再试。",
  failed: "没有成功，请再试一次。",
};

export type Texts = typeof zh;
