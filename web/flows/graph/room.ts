import type { Draft, DraftEdge, Output, Place } from "./draft.ts";
import type { Size } from "./layout.ts";

/** A step that is not measured yet. */
export const STEP: Size = { width: 236, height: 96 };
const GAP = 72;
const BESIDE = 32;

/** Below the step it follows, beside what is there already; else in the middle of what is seen. */
export function roomFor(
  { after, into }: { after?: Output; into?: DraftEdge },
  draft: Draft,
  sizes: ReadonlyMap<string, Size>,
  middle: Place,
): Place {
  const from = draft.nodes.find(({ id }) => id === (after ?? into)?.source);
  if (!from)
    return free({ x: middle.x - STEP.width / 2, y: middle.y - STEP.height / 2 }, draft, sizes);
  const { height } = sizes.get(from.id) ?? STEP;
  return free({ x: from.position.x, y: from.position.y + height + GAP }, draft, sizes);
}

function free({ x, y }: Place, { nodes }: Draft, sizes: ReadonlyMap<string, Size>): Place {
  let at = { x: Math.round(x), y: Math.round(y) };
  const isTaken = (): boolean =>
    nodes.some(({ id, position }) => {
      const { width, height } = sizes.get(id) ?? STEP;
      return (
        at.x < position.x + width &&
        position.x < at.x + STEP.width &&
        at.y < position.y + height &&
        position.y < at.y + STEP.height
      );
    });
  while (isTaken()) at = { x: at.x + STEP.width + BESIDE, y: at.y };
  return at;
}
