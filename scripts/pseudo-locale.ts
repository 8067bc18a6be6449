import { compileMessage } from "@lingui/message-utils/compileMessage";

const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const accented = Array.from("áƀçđéƒĝĥíĵķļḿñóþɋŕšţúṽŵẋýžÁƁÇĐÉƑĜĤÍĴĶĻḾÑÓÞǪŔŠŢÚṼŴẊÝŽ");

const accent = (text: string): string =>
  Array.from(text, (letter) => accented[plain.indexOf(letter)] ?? letter).join("");

/** Accented and a third longer: text that escaped translation and boxes that are too tight show. */
export function pseudo(message: string): unknown[] {
  const padding = "·".repeat(Math.ceil(message.replaceAll(/\{.*\}/gs, "").length / 3));
  return ["⟦", ...compileMessage(message, accent), `${padding}⟧`];
}
