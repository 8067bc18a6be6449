/** Lets whoever enqueues rouse the worker in this process; other nodes find the job at their next poll. */
const sleepers = new Map<string, Set<() => void>>();

export function wakeWorker(kind: string): void {
  for (const rouse of sleepers.get(kind) ?? []) rouse();
}

export function onWake(kind: string, rouse: () => void): () => void {
  const set = sleepers.get(kind) ?? new Set();
  sleepers.set(kind, set);
  set.add(rouse);
  return () => set.delete(rouse);
}
