export interface Bucket {
  tokens: number;
  at: number;
}
interface Size {
  most: number;
  perMs: number;
}

/** From so many on, full buckets are forgotten: they say nothing. */
const SWEEP_FROM = 50_000;

/** Token buckets by key. Beyond `max` the least used ones are forgotten, full or not. */
export class Buckets {
  readonly #known = new Map<string, Bucket & Size>();
  readonly #max: number;
  #sweepAt: number;

  constructor(max = Number.POSITIVE_INFINITY) {
    this.#max = max;
    this.#sweepAt = Math.min(SWEEP_FROM, max);
  }

  /** As it stands now; whoever takes from it lowers `tokens`. A clock set back gives nothing twice. */
  refilled(key: string, { most, perMs }: Size, now: number): Bucket {
    const known = this.#known.get(key);
    const bucket = known ?? { tokens: most, at: now, most, perMs };
    bucket.tokens = Math.min(most, bucket.tokens + Math.max(0, now - bucket.at) * perMs);
    bucket.at = Math.max(bucket.at, now);
    if (known) this.#known.delete(key);
    else if (this.#known.size >= this.#sweepAt) this.#sweep(now);
    this.#known.set(key, bucket);
    return bucket;
  }

  #sweep(now: number): void {
    for (const [key, { tokens, at, most, perMs }] of this.#known)
      if (tokens + (now - at) * perMs >= most) this.#known.delete(key);
    // A tenth at a time, so that a flood of keys does not look through all at each.
    for (const key of this.#known.keys()) {
      if (this.#known.size < this.#max * 0.9) break;
      this.#known.delete(key);
    }
    // Where most are in use, looking at each for every message would cost more than their memory.
    this.#sweepAt = Math.min(Math.max(SWEEP_FROM, this.#known.size * 2), this.#max);
  }
}
