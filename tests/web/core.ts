// SPDX-License-Identifier: Apache-2.0
// core.js SOURCE BUILD: the pages without a browser: what a phone signs and draws, against the C of this
// project, and the texts of both. Run by node.
import { execFileSync } from "child_process";
import { createPrivateKey, webcrypto } from "crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "fs";
import { tmpdir } from "os";
import { join } from "path";
import { deflateSync } from "zlib";
import { base45, fromBase45 } from "../../server/web/shared/base45";
import { base64, fromBase64 } from "../../server/web/shared/base64";
import { byteString, integer, text as textItem, untagged } from "../../server/web/shared/cbor";
import { liveObject, loginObject, Sign } from "../../server/web/shared/cose";
import { liveText, Modules, qrCode } from "../../server/web/shared/live";
import { madeOnce } from "../../server/web/shared/once";
import { en as officeEn } from "../../server/web/office/en";
import { askOnce, forget, isFresh, kept, keptOrAsked } from "../../server/web/office/kept";
import { zh as officeZh } from "../../server/web/office/zh";
import { en } from "../../server/web/resident/en";
import { zh } from "../../server/web/resident/zh";

const [source, build] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "tongxing-web."));
const SIGNATURE = 64;
let failed = 0;

function same(seen: unknown, wanted: unknown, what: string): void {
  if (JSON.stringify(seen) !== JSON.stringify(wanted))
    throw new Error(`${what}: ${JSON.stringify(seen)}, not ${JSON.stringify(wanted)}`);
}

async function promise(name: string, run: () => void | Promise<void>): Promise<void> {
  try {
    await run();
    console.log("ok   " + name);
  } catch (error) {
    failed++;
    console.log(`FAIL ${name}: ${String(error)}`);
  }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

// --- the vectors' phone ------------------------------------------------------------------------

interface Row { name: string; text: string; reason: number }
const vectors = JSON.parse(readFileSync(join(source, "docs/vectors/vectors.json"), "utf8"));
const keyFile = join(source, "docs/vectors/keys/holder.pem");

/** The text of the pass inside a live text: the item behind the header 13. */
function passInside(live: string): string {
  const bytes = fromBase45(live.slice(4));
  if (!bytes) throw new Error("no Base45");
  const start = hex(bytes).indexOf("0d84") / 2 + 1;
  const signature = hex(bytes).indexOf("5840", start * 2) / 2; // of the pass: before the live one's
  return "TX1:" + base45(bytes.slice(start, signature + 2 + SIGNATURE));
}

async function phone(): Promise<Sign> {
  const der = createPrivateKey(readFileSync(keyFile)).export({ format: "der", type: "pkcs8" });
  const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const key = await webcrypto.subtle.importKey("pkcs8", der, ecdsa, false, ["sign"]);
  return async (bytes) => new Uint8Array(await webcrypto.subtle.sign(ecdsa, key, bytes));
}

const good: Row = vectors.texts.find((row: Row) => row.text.startsWith("TL1:") && row.reason === 0);
const pass = passInside(good.text);
const now: number = vectors.now;

/** Runs the project's own vectors with one row of ours in the place of all texts. */
function gateDecides(row: object): void {
  const file = join(folder, "vectors.json");
  writeFileSync(file, JSON.stringify({ ...vectors, texts: [row], objects: [] }));
  execFileSync(join(build, "tests/vectors/format"), [file], { stdio: "pipe" });
}

// --- pictures ----------------------------------------------------------------------------------

function crc(bytes: Buffer): number {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let n = 0; n < 8; n++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

function chunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name), body]);
  const out = Buffer.alloc(body.length + 12);
  out.writeUInt32BE(body.length, 0);
  named.copy(out, 4);
  out.writeUInt32BE(crc(named), body.length + 8);
  return out;
}

/** A grey picture of the code as the page draws it: four modules around, four pixels each. */
function picture(code: Modules): Buffer {
  const scale = 4, quiet = 4, side = (code.size + 2 * quiet) * scale;
  const rows: Buffer[] = [];
  for (let y = 0; y < side; y++) {
    const row = Buffer.alloc(side + 1, 255);
    row[0] = 0;
    for (let x = 0; x < side; x++)
      if (code.get(Math.floor(x / scale) - quiet, Math.floor(y / scale) - quiet)) row[x + 1] = 0;
    rows.push(row);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head[8] = 8;
  const magic = Buffer.from("89504e470d0a1a0a", "hex");
  const body = chunk("IDAT", deflateSync(Buffer.concat(rows)));
  return Buffer.concat([magic, chunk("IHDR", head), body, chunk("IEND", Buffer.alloc(0))]);
}

function readByGate(code: Modules): string {
  const file = join(folder, "code.png");
  writeFileSync(file, picture(code));
  const seen = execFileSync(join(build, "gate-client/tongxing-gate"), ["read", file], { encoding: "utf8" });
  return seen.trim();
}

// --- promises ----------------------------------------------------------------------------------

const BASE45: [string, string][] = [
  ["AB", "BB8"], ["Hello!!", "%69 VD92EX0"], ["base-45", "UJCLQE7W581"], ["ietf!", "QED8WEX0"], ["", ""],
]; // RFC 9285, 4.3 and 4.4

function base45IsThatOfRfc9285(): void {
  for (const [plain, coded] of BASE45) {
    same(base45(Buffer.from(plain)), coded, plain);
    same(hex(fromBase45(coded) ?? Buffer.from("?")), hex(Buffer.from(plain)), coded);
  }
  for (const wrong of ["GGW", ":::", "A", "bb8", "::"]) same(fromBase45(wrong), null, wrong);
}

const HEADS: [number, string][] = [
  [0, "00"], [23, "17"], [24, "1818"], [255, "18ff"], [256, "190100"], [65535, "19ffff"], [65536, "1a00010000"],
  [4294967295, "1affffffff"], [4294967296, "1b0000000100000000"], [-1, "20"], [-9, "28"], [-65537, "3a00010000"],
]; // RFC 8949, appendix A and 4.2.1

function cborIsInItsShortestForm(): void {
  for (const [n, bytes] of HEADS) same(hex(integer(n)), bytes, String(n));
  same(hex(byteString(new Uint8Array(24))).slice(0, 4), "5818", "24 bytes");
  same(hex(textItem("水")), "63e6b0b4", "text");
  for (const tagged of ["d83dd28401", "d28401", "d83d8401", "8401"])
    same(hex(untagged(Buffer.from(tagged, "hex"))), "8401", tagged);
}

async function aLivePassIsByteForByteThatOfC(): Promise<void> {
  const ours = await liveText(pass, now, await phone());
  const arguments_ = ["show", "--pass", pass, "--key", keyFile, "--now", String(now)];
  const theirs = execFileSync(join(build, "tests/city/phone"), arguments_, { encoding: "utf8" }).trim();
  const unsigned = (text: string | null) => hex(fromBase45((text ?? "").slice(4)) ?? Buffer.alloc(0)).slice(0, -2 * SIGNATURE);
  same(unsigned(ours), unsigned(theirs), "all but the signature");
  same(ours?.length, theirs.length, "characters");
}

async function aGateAdmitsWhatThePagePhoneSigns(): Promise<void> {
  gateDecides({ ...good, name: "ours", text: await liveText(pass, now, await phone()) });
}

async function aGateRefusesAnotherPhone(): Promise<void> {
  const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const pair = await webcrypto.subtle.generateKey(ecdsa, false, ["sign", "verify"]);
  const sign: Sign = async (bytes) => new Uint8Array(await webcrypto.subtle.sign(ecdsa, pair.privateKey, bytes));
  gateDecides({ name: "another phone", text: await liveText(pass, now, sign), reason: 24 });
}

async function anOrdinaryLivePassIsVersion12(): Promise<void> {
  const text = (await liveText(pass, now, await phone())) ?? "";
  const code = qrCode(text.padEnd(419, "0").slice(0, 419)); // the most that is ordinary
  same(code.size, 65, "modules a side of 419 characters");
  same(qrCode(text.padEnd(420, "0").slice(0, 420)).size, 69, "modules a side of 420 characters");
  same(readByGate(qrCode(text)), text, "what the gate's decoder reads");
}

async function noPassNoCode(): Promise<void> {
  const sign = await phone();
  for (const wrong of ["", "TX1:", "TX1:BB8", "TL1:" + pass.slice(4), "TX1:" + pass.slice(5), "TX1:?" + pass.slice(5)])
    same(await liveText(wrong, now, sign), null, wrong.slice(0, 12));
}

async function aSignInHasFourClaims(): Promise<void> {
  const nonce = fromBase64("AAECAwQFBgcICQoLDA0ODw==");
  same(base64(nonce), "AAECAwQFBgcICQoLDA0ODw==", "base64");
  const login = { who: "holder", audience: "https://a.example", iat: now, nonce };
  const object = hex(await loginObject(login, await phone()));
  const payload = "a40266686f6c64657203" + "71" + hex(Buffer.from(login.audience)) + "061a" + now.toString(16) + "0a50" + hex(nonce);
  same(object.startsWith("844da2012810687478" + "2d6c6f67696e" + "a0"), true, "headers of " + object.slice(0, 60));
  same(object.includes(payload), true, "claims");
  same(hex(await liveObject(Buffer.from("8401", "hex"), 1, async () => new Uint8Array(64))).slice(0, 22), "844aa301280d84011019".slice(0, 20) + "01", "live headers");
}

// --- texts -------------------------------------------------------------------------------------

function textsOf(texts: object, path = ""): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]): [string, string][] => {
    if (typeof value === "string") return [[path + key, value]];
    if (typeof value === "function") return [[path + key, String(value(2, 24)) + String(value(true, "2"))]];
    return textsOf(value, path + key + ".");
  });
}

const CHINESE = /[\u4e00-\u9fff]/;
const LETTER = /\p{L}/u; // a figure with its sign is of every language
const OWN_NAME = ["language", "languageLabel", "colon", "comma", "dash"]; // each names the other language, or is none

function saysAll(zh: object, en: object): void {
  const chinese = textsOf(zh), english = textsOf(en);
  same(english.map(([key]) => key), chinese.map(([key]) => key), "keys");
  for (const [key, value] of chinese)
    if (!value.trim() || (!OWN_NAME.includes(key) && !CHINESE.test(value) && LETTER.test(value))) throw new Error(`${key} is not Chinese: ${value}`);
  for (const [key, value] of english)
    if (!value.trim() || (!OWN_NAME.includes(key) && CHINESE.test(value))) throw new Error(`${key} is not English: ${value}`);
}

function bothLanguagesSayAll(): void {
  saysAll(zh, en);
  saysAll(officeZh, officeEn);
}

// --- made once

async function whoPressesAgainAfterALostAnswerAsksUnderTheSameKey(): Promise<void> {
  const keys: string[] = [];
  const send = (status: number) => (headers: Record<string, string>) => {
    keys.push(headers["Idempotency-Key"]);
    return Promise.resolve({ ...answerOf(""), status });
  };
  await madeOnce("/v1/me/visitors 李四", send(0)); // no network
  await madeOnce("/v1/me/visitors 李四", send(503));
  await madeOnce("/v1/me/visitors 王五", send(201));
  await madeOnce("/v1/me/visitors 李四", send(201));
  await madeOnce("/v1/me/visitors 李四", send(201)); // once more, on purpose
  same(keys.map((key) => keys.indexOf(key)), [0, 0, 2, 0, 4], "one key until it is answered");
}

// --- the office's desk

const answerOf = (body: string) => ({ status: 200, body, problem: null, etag: null, retryAfterS: 0 });

async function whatWasAnsweredIsKeptAMinute(): Promise<void> {
  let nowMs = 1000;
  Object.defineProperty(performance, "now", { value: () => nowMs, configurable: true });
  const answered = (key: string) => askOnce(key, () => Promise.resolve(answerOf(key)));
  const body = (key: string) => kept<string>(key)?.body ?? null;
  await Promise.all(["/v1/passes/search?1", "/v1/gates"].map(answered));
  forget(["applications", "gates"]);
  same([body("/v1/passes/search?1"), body("/v1/gates")], ["/v1/passes/search?1", null], "another desk changed gates");
  nowMs += 1000;
  same(isFresh("/v1/passes/search?1"), true, "a second later no need to ask");
  nowMs += 59_000;
  same([body("/v1/passes/search?1"), isFresh("/v1/passes/search?1")], ["/v1/passes/search?1", false], "a minute later");
  nowMs += 1;
  same(body("/v1/passes/search?1"), null, "later than that");
  await answered("/v1/gates");
  forget();
  same([body("/v1/gates"), isFresh("/v1/gates")], [null, false], "this desk did something, or the session ended");
}

async function oneQuestionAtATimeOfOnePath(): Promise<void> {
  const waiting: ((body: string) => void)[] = [];
  const ask = () => new Promise<ReturnType<typeof answerOf>>((resolve) => waiting.push((body) => resolve(answerOf(body))));
  const both = [askOnce("/v1/gates", ask), keptOrAsked("/v1/gates", ask)];
  same(waiting.length, 1, "asked once");
  forget(["gates"]); // something was done before the answer came
  const later = askOnce("/v1/gates", ask);
  same(waiting.length, 2, "asked anew");
  waiting[0]("before");
  same((await Promise.all(both)).map((one) => one.body), ["before", "before"], "both are answered");
  same(kept("/v1/gates"), null, "what may be over is not kept");
  waiting[1]("after");
  await later;
  same((await keptOrAsked("/v1/gates", ask)).body, "after", "what was asked since is");
  same(waiting.length, 2, "and not asked for again");
}

async function main(): Promise<void> {
  await promise("base45_is_that_of_rfc_9285", base45IsThatOfRfc9285);
  await promise("cbor_is_in_its_shortest_form", cborIsInItsShortestForm);
  await promise("a_live_pass_is_byte_for_byte_that_of_c", aLivePassIsByteForByteThatOfC);
  await promise("a_gate_admits_what_the_page_signs", aGateAdmitsWhatThePagePhoneSigns);
  await promise("a_gate_refuses_another_phone_s_proof", aGateRefusesAnotherPhone);
  await promise("an_ordinary_live_pass_is_version_12_and_read", anOrdinaryLivePassIsVersion12);
  await promise("what_is_no_pass_makes_no_code", noPassNoCode);
  await promise("a_sign_in_has_four_claims", aSignInHasFourClaims);
  await promise("both_languages_say_all", bothLanguagesSayAll);
  await promise("who_presses_again_after_a_lost_answer_asks_under_the_same_key", whoPressesAgainAfterALostAnswerAsksUnderTheSameKey);
  await promise("what_was_answered_is_kept_a_minute", whatWasAnsweredIsKeptAMinute);
  await promise("one_question_at_a_time_of_one_path", oneQuestionAtATimeOfOnePath);
  rmSync(folder, { recursive: true });
  process.exitCode = failed ? 1 : 0;
}
void main();
