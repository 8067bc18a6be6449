import type { Draft } from "../graph/draft.ts";
import { arrange } from "../graph/layout.ts";

const WIDTH = 236;
const HEIGHT = 96;

/** A flow in small: boxes and lines. */
export function Sketch({ flow }: { flow: Draft }) {
  const places = arrange(flow, () => ({ width: WIDTH, height: HEIGHT }));
  const all = [...places.values()];
  const left = Math.min(...all.map(({ x }) => x)) - 20;
  const width = Math.max(...all.map(({ x }) => x)) + WIDTH + 20 - left;
  const height = Math.max(...all.map(({ y }) => y)) + HEIGHT + 40;
  return (
    <svg
      viewBox={`${left} -20 ${width} ${height}`}
      class="h-24 w-full p-2"
      aria-hidden="true"
      preserveAspectRatio="xMidYMid meet"
    >
      {flow.edges.map(({ id, source, target }) => {
        const [from, to] = [places.get(source), places.get(target)];
        return (
          from &&
          to && (
            <line
              key={id}
              x1={from.x + WIDTH / 2}
              y1={from.y + HEIGHT}
              x2={to.x + WIDTH / 2}
              y2={to.y}
              class="stroke-line-strong"
              stroke-width={8}
            />
          )
        );
      })}
      {[...places].map(([id, { x, y }]) => (
        <rect
          key={id}
          x={x}
          y={y}
          width={WIDTH}
          height={HEIGHT}
          rx={24}
          class="fill-surface stroke-brand-line"
          stroke-width={8}
        />
      ))}
    </svg>
  );
}
