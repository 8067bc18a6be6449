type Farewell = (userId: string) => Promise<void>;

const farewells: Farewell[] = [];

/** Features that hold a user say here what becomes of it; runs in the transaction that deletes the user. */
export const whenUserLeaves = (farewell: Farewell): void => void farewells.push(farewell);

export async function sayFarewell(userId: string): Promise<void> {
  for (const farewell of farewells) await farewell(userId);
}
