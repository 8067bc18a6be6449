import type { Draft, Place } from "./draft.ts";

export interface Size {
  width: number;
  height: number;
}

const GAP_X = 48;
const GAP_Y = 64;
const DEFAULT: Size = { width: 236, height: 96 };
const SWEEPS = 6;

/** Places for all steps, in rows from the start downwards. `order` tells which output of a step is left of which. */
export function arrange(
  draft: Pick<Draft, "nodes" | "edges">,
  sizeOf: (id: string) => Size | undefined,
  order: (id: string) => readonly string[] = () => [],
): Map<string, Place> {
  const ids = draft.nodes.map(({ id }) => id);
  const children = childrenOf(draft, order);
  const rows = rowsOf(ids, children);
  const parents = new Map<string, string[]>();
  for (const [from, list] of children)
    for (const to of list) parents.set(to, [...(parents.get(to) ?? []), from]);
  for (let sweep = 0; sweep < SWEEPS; sweep++) untangle(rows, parents, children);
  const size = (id: string): Size => sizeOf(id) ?? DEFAULT;
  const centres = spread(rows, parents, children, size);
  return place(rows, centres, size);
}

type Links = ReadonlyMap<string, readonly string[]>;

function childrenOf(
  { nodes, edges }: Pick<Draft, "nodes" | "edges">,
  order: (id: string) => readonly string[],
): Links {
  const known = new Set(nodes.map(({ id }) => id));
  const bySource = Map.groupBy(
    edges.filter(({ source, target }) => known.has(target) && source !== target),
    ({ source }) => source,
  );
  return new Map(
    [...bySource].map(([source, list]) => {
      const ranks = order(source);
      const rank = (handle: string): number => {
        const at = ranks.indexOf(handle);
        return at < 0 ? ranks.length : at;
      };
      const sorted = list.toSorted((a, b) => rank(a.sourceHandle) - rank(b.sourceHandle));
      return [source, [...new Set(sorted.map(({ target }) => target))]];
    }),
  );
}

/** Row of each step: below everything that leads to it. Links that close a loop do not count. */
function rowsOf(ids: readonly string[], children: Links): string[][] {
  const sorted = topological(ids, children);
  const at = new Map(sorted.map((id, i) => [id, i]));
  const row = new Map<string, number>();
  for (const id of sorted) {
    const own = row.get(id) ?? 0;
    row.set(id, own);
    for (const child of children.get(id) ?? [])
      if ((at.get(child) ?? 0) > (at.get(id) ?? 0))
        row.set(child, Math.max(row.get(child) ?? 0, own + 1));
  }
  const rows: string[][] = [];
  for (const id of sorted) (rows[row.get(id) ?? 0] ??= []).push(id);
  return rows;
}

/** Depth first without recursion, parents before children. */
function topological(ids: readonly string[], children: Links): string[] {
  const targets = new Set([...children.values()].flat());
  const roots = [...ids.filter((id) => !targets.has(id)), ...ids];
  const seen = new Set<string>();
  const finished: string[] = [];
  for (const root of roots) {
    if (seen.has(root)) continue;
    seen.add(root);
    const work = [{ id: root, rest: [...(children.get(root) ?? [])].toReversed() }];
    for (let top = work.at(-1); top; top = work.at(-1)) {
      const next = top.rest.shift();
      if (next === undefined) {
        finished.push(top.id);
        work.pop();
      } else if (!seen.has(next)) {
        seen.add(next);
        work.push({ id: next, rest: [...(children.get(next) ?? [])].toReversed() });
      }
    }
  }
  return finished.toReversed();
}

const mean = (list: readonly number[]): number | undefined =>
  list.length === 0 ? undefined : list.reduce((sum, one) => sum + one, 0) / list.length;

/** Orders each row by where its neighbours stand, downwards then upwards. */
function untangle(rows: string[][], parents: Links, children: Links): void {
  for (const neighbours of [parents, children]) {
    const at = new Map<string, number>();
    for (const row of rows) row.forEach((id, i) => at.set(id, (i + 0.5) / row.length));
    const list = neighbours === parents ? rows : rows.toReversed();
    for (const row of list) {
      const weight = new Map(row.map((id) => [id, weightOf(id, neighbours, at)]));
      row.sort((a, b) => (weight.get(a) ?? 0) - (weight.get(b) ?? 0));
      row.forEach((id, i) => at.set(id, (i + 0.5) / row.length));
    }
  }
}

/** Where the neighbours are; among the children of one parent, its outputs decide. */
function weightOf(id: string, neighbours: Links, at: ReadonlyMap<string, number>): number {
  const found = (neighbours.get(id) ?? []).flatMap((other) => at.get(other) ?? []);
  return mean(found) ?? at.get(id) ?? 0;
}

/** Centres: below the parents where there is room, then parents over their children, twice. */
function spread(
  rows: readonly (readonly string[])[],
  parents: Links,
  children: Links,
  size: (id: string) => Size,
): Map<string, number> {
  const centre = new Map<string, number>();
  for (const row of rows) {
    let x = 0;
    for (const id of row) {
      centre.set(id, x + size(id).width / 2);
      x += size(id).width + GAP_X;
    }
  }
  const settle = (row: readonly string[], neighbours: Links): void => {
    const wanted = row.map((id) => {
      const places = (neighbours.get(id) ?? []).flatMap((other) => centre.get(other) ?? []);
      return mean(places) ?? centre.get(id) ?? 0;
    });
    separate(row, wanted, size).forEach((x, i) => {
      const id = row[i];
      if (id !== undefined) centre.set(id, x);
    });
  };
  for (let turn = 0; turn < 4; turn++) {
    for (const row of rows.toReversed()) settle(row, children);
    for (const row of rows) settle(row, parents);
  }
  for (const row of rows.toReversed()) settle(row, children);
  return centre;
}

/** The nearest places to the wanted ones that keep order and distance: neighbours that touch move as one block. */
function separate(
  row: readonly string[],
  wanted: readonly number[],
  size: (id: string) => Size,
): number[] {
  const offsets: number[] = [];
  row.forEach((id, i) => {
    const before = row[i - 1];
    const step = before === undefined ? 0 : (size(before).width + size(id).width) / 2 + GAP_X;
    offsets.push((offsets[i - 1] ?? 0) + step);
  });
  const blocks: { sum: number; count: number }[] = [];
  wanted.forEach((x, i) => {
    let block = { sum: x - (offsets[i] ?? 0), count: 1 };
    for (
      let last = blocks.at(-1);
      last && last.sum / last.count > block.sum / block.count;
      last = blocks.at(-1)
    ) {
      block = { sum: block.sum + last.sum, count: block.count + last.count };
      blocks.pop();
    }
    blocks.push(block);
  });
  const starts = blocks.flatMap(({ sum, count }) =>
    Array.from({ length: count }, () => sum / count),
  );
  return starts.map((start, i) => start + (offsets[i] ?? 0));
}

function place(
  rows: readonly (readonly string[])[],
  centres: ReadonlyMap<string, number>,
  size: (id: string) => Size,
): Map<string, Place> {
  const places = new Map<string, Place>();
  let y = 0;
  for (const row of rows) {
    for (const id of row)
      places.set(id, { x: Math.round((centres.get(id) ?? 0) - size(id).width / 2), y });
    y += Math.max(...row.map((id) => size(id).height), 0) + GAP_Y;
  }
  return places;
}

/** Lines up the edges or centres of the given boxes. */
export function align(
  boxes: ReadonlyMap<string, Place & Size>,
  how: "left" | "centre" | "top",
): Map<string, Place> {
  const all = [...boxes.values()];
  const left = Math.min(...all.map(({ x }) => x));
  const top = Math.min(...all.map(({ y }) => y));
  const middle = mean(all.map(({ x, width }) => x + width / 2)) ?? 0;
  return new Map(
    [...boxes].map(([id, { x, y, width }]) => {
      if (how === "left") return [id, { x: left, y }];
      return [id, how === "top" ? { x, y: top } : { x: Math.round(middle - width / 2), y }];
    }),
  );
}
