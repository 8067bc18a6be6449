/** One measured figure beside the floor that the machine gives and the target it should meet. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** The same work without the product, measured in the same run. */
  floor?: number;
  floorIs?: string;
  target?: number;
  /** Whether smaller or larger values are better. */
  better: "smaller" | "larger";
}

export const figures: Figure[] = [];

export function report(figure: Figure): void {
  figures.push(figure);
  if (!process.argv.includes("--json")) console.log(line(figure));
}

const round = (n: number): string =>
  n >= 100 ? n.toFixed(0) : n >= 1 ? n.toFixed(1) : n.toFixed(3);

function line({ name, value, unit, floor, floorIs, target, better }: Figure): string {
  const parts = [`${name}: ${round(value)} ${unit}`];
  if (target !== undefined) {
    const met = better === "smaller" ? value <= target : value >= target;
    parts.push(
      `target ${better === "smaller" ? "≤" : "≥"} ${round(target)} ${met ? "met" : "MISSED"}`,
    );
  }
  if (floor !== undefined)
    parts.push(`${round(value / floor)} × floor (${floorIs}: ${round(floor)} ${unit})`);
  return parts.join(" · ");
}

export function percentile(samples: number[], p: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * p) / 100))] ?? Number.NaN;
}

/** Runs `work` `total` times with `width` under way at once; returns items per second. */
export async function throughput(
  total: number,
  width: number,
  work: (n: number) => Promise<void>,
): Promise<number> {
  let next = 0;
  const startedAt = performance.now();
  const lane = async (): Promise<void> => {
    while (next < total) await work(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
  return total / ((performance.now() - startedAt) / 1000);
}

/** Starts `work` at a steady rate whatever the answers take; returns how long each took, in ms. */
export async function steady(
  perSecond: number,
  seconds: number,
  work: (n: number) => Promise<void>,
): Promise<number[]> {
  const total = perSecond * seconds;
  const samples: number[] = [];
  const startedAt = performance.now();
  const pending: Promise<void>[] = [];
  for (let n = 0; n < total;) {
    const due = Math.min(
      total,
      Math.floor(((performance.now() - startedAt) / 1000) * perSecond) + 1,
    );
    for (; n < due; n++) {
      const at = performance.now();
      pending.push(work(n).then(() => void samples.push(performance.now() - at)));
    }
    await Bun.sleep(1);
  }
  await Promise.all(pending);
  return samples;
}

export const wait = async (
  what: string,
  ready: () => Promise<boolean>,
  timeoutMs: number,
): Promise<void> => {
  const deadline = Date.now() + timeoutMs;
  while (!(await ready())) {
    if (Date.now() > deadline) throw new Error(`waited too long for ${what}`);
    await Bun.sleep(50);
  }
};
