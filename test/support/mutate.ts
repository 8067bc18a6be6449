/** Breaks recorded deliveries in ways that repeat from run to run. */
export type Random = () => number;

/** mulberry32: the same numbers for the same seed, everywhere. */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const below = (random: Random, n: number): number => Math.floor(random() * n);
function pick<T>(random: Random, list: readonly [T, ...T[]]): T {
  return list[below(random, list.length)] ?? list[0];
}

/** What a field may hold when it holds the wrong thing; raw JSON, so that no parser tidies it up. */
const ODD: readonly [string, ...string[]] = [
  "null",
  "true",
  "0",
  "-1",
  "1.5",
  "1e400",
  "-0",
  "9007199254740993",
  "99999999999999999999999999",
  '""',
  '" "',
  '"0"',
  '"-1"',
  '"NaN"',
  '"99999999999999999999"',
  '"1e9"',
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ud83d"',
  '"\\udc00x"',
  '"\\u202egnp.exe"',
  '"😀"',
  '"../../etc/passwd"',
  '"\'; drop table users; --"',
  '"%_\\\\"',
  '"<script>alert(1)</script>"',
  '"__proto__"',
  '"image"',
  '"text"',
  '"system"',
  '"failed"',
  '"read"',
  "[]",
  "[null]",
  "[[]]",
  "{}",
  '{"__proto__":{"id":"x"}}',
  '{"constructor":null}',
  '{"length":4294967295}',
  `"${"long ".repeat(4000)}"`,
  `${"[".repeat(400)}${"]".repeat(400)}`,
];

type Step = (text: string, random: Random) => string;

/** Every value of the text with its place: strings, numbers, words, and whole objects and lists. */
function values(text: string): [start: number, end: number][] {
  const found: [number, number][] = [];
  const open: number[] = [];
  const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|-?\d[\d.eE+-]*|true|false|null|[[\]{}]/g;
  for (const match of text.matchAll(tokens)) {
    const { 0: token, 1: colon, index } = match;
    if (token === "{" || token === "[") open.push(index);
    else if (token === "}" || token === "]") found.push([open.pop() ?? 0, index + 1]);
    else if (colon === undefined) found.push([index, index + token.length]);
  }
  return found;
}

const replaced: Step = (text, random) => {
  const all = values(text);
  const [start, end] = all[below(random, all.length)] ?? [0, text.length];
  return text.slice(0, start) + pick(random, ODD) + text.slice(end);
};
const moved: Step = (text, random) => {
  const all = values(text);
  const [start, end] = all[below(random, all.length)] ?? [0, 0];
  const [from, to] = all[below(random, all.length)] ?? [0, 0];
  return text.slice(0, start) + text.slice(from, to) + text.slice(end);
};
const repeated: Step = (text, random) => {
  const all = values(text).filter(([start]) => /[[,]\s*$/.test(text.slice(0, start)));
  const [start, end] = all[below(random, all.length)] ?? [0, 0];
  return `${text.slice(0, end)},${text.slice(start, end)}${text.slice(end)}`;
};
const renamed: Step = (text, random) => {
  const keys = [...text.matchAll(/"(\w+)"\s*:/g)];
  const key = keys[below(random, keys.length)];
  if (!key) return text;
  const other = keys[below(random, keys.length)]?.[1] ?? "";
  const name = random() < 0.5 ? other : `${key[1]}_`;
  return `${text.slice(0, key.index)}"${name}":${text.slice(key.index + key[0].length)}`;
};
const cut: Step = (text, random) => text.slice(0, below(random, text.length));
const scratched: Step = (text, random) => {
  const at = below(random, text.length);
  return text.slice(0, at) + String.fromCharCode(below(random, 256)) + text.slice(at + 1);
};
const spliced: Step = (text, random) => {
  const [at, from] = [below(random, text.length), below(random, text.length)];
  return text.slice(0, at) + text.slice(from, from + below(random, 200)) + text.slice(at);
};
const STEPS: readonly [Step, ...Step[]] = [
  replaced,
  ...Array.from({ length: 7 }, () => replaced),
  moved,
  moved,
  repeated,
  repeated,
  renamed,
  cut,
  scratched,
  spliced,
];

/** One to three breaks; half of the time every message in it is a new one, or repeats would hide what breaks later. */
export function mutated(text: string, random: Random): Buffer {
  let broken = text;
  if (random() < 0.5) broken = broken.replaceAll(/wamid\.\w+/g, (id) => id + below(random, 1e9));
  for (let n = 1 + below(random, 3); n > 0; n--) broken = pick(random, STEPS)(broken, random);
  // As single bytes now and then: no longer UTF-8.
  return random() < 0.1 ? Buffer.from(broken, "latin1") : Buffer.from(broken);
}
