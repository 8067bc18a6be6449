/** Where an arrow, Home, End or a first letter moves within a list; undefined when the key means nothing here. */
export function nextIndex(
  key: string,
  at: number,
  labels: readonly string[],
  horizontal = false,
): number | undefined {
  const count = labels.length;
  if (count === 0) return undefined;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (key === (horizontal ? "ArrowRight" : "ArrowDown")) return (at + 1) % count;
  if (key === (horizontal ? "ArrowLeft" : "ArrowUp")) return (at <= 0 ? count : at) - 1;
  if (horizontal || key.length !== 1 || key === " ") return undefined;
  const letter = key.toLocaleLowerCase();
  for (let step = 1; step <= count; step++) {
    const index = (Math.max(at, -1) + step) % count;
    if (labels[index]?.trim().toLocaleLowerCase().startsWith(letter)) return index;
  }
  return undefined;
}
