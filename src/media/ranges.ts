export interface Range {
  start: number;
  /** Inclusive. */
  end: number;
}

/** One byte range of a Range header; undefined = send it all, null = cannot be satisfied. */
export function parseRange(header: string | undefined, size: number): Range | null | undefined {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "") ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) return undefined;
  if (from === "")
    return Number(to) === 0 || size === 0
      ? null
      : { start: Math.max(0, size - Number(to)), end: size - 1 };
  const start = Number(from);
  if (to !== "" && Number(to) < start) return undefined;
  return start >= size
    ? null
    : { start, end: to === "" ? size - 1 : Math.min(Number(to), size - 1) };
}
