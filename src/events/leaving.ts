type Leaver = "user" | "contact" | "connection";
type Farewell = (ids: readonly string[]) => Promise<void>;

const farewells: Record<Leaver, Farewell[]> = { user: [], contact: [], connection: [] };

/** Features that hold something say here what becomes of theirs when it is deleted; runs in that transaction, before the rows go. */
export const whenLeaving = (who: Leaver, farewell: Farewell): void =>
  void farewells[who].push(farewell);

export async function sayFarewell(who: Leaver, ...ids: readonly string[]): Promise<void> {
  for (const farewell of farewells[who]) await farewell(ids);
}
