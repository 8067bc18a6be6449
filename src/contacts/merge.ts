import { transaction } from "../db/index.ts";
import { emit } from "../events/events.ts";
import { AppError } from "../lib/app-error.ts";
import { clock } from "../lib/clock.ts";
import {
  findLastMerge,
  insertMerge,
  type MergeRow,
  moveConversations,
  setMergedInto,
  setMergeUndone,
} from "./merge-queries.ts";
import {
  type ContactChange,
  type ContactRow,
  lockContact,
  moveIdentities,
  setContact,
} from "./queries.ts";

type Filled = MergeRow["moved"]["filled"];
const FILLED = ["phoneNumber", "name", "profileName", "email", "avatarUrl"] as const;

/** Two contacts turned out to be one person: the older one takes over. Part of the caller's transaction. */
export async function mergeContacts(
  one: string,
  other: string,
  reason: string,
): Promise<ContactRow> {
  const [winnerId, loserId] = one < other ? [one, other] : [other, one];
  const winner = await lockContact(winnerId);
  const loser = await lockContact(loserId);
  if (!winner || !loser) throw new Error("a contact to merge is gone");
  if (winner.mergedIntoId === null && loser.mergedIntoId === winnerId) return winner;
  if (winner.mergedIntoId !== null || loser.mergedIntoId !== null)
    throw new Error("a contact to merge was merged before");
  const { change, filled } = fill(winner, loser);
  const identities = await moveIdentities(loserId, winnerId);
  const conversationIds = await moveConversations(loserId, winnerId);
  await insertMerge({
    winnerId,
    loserId,
    reason,
    moved: {
      identities: identities.map(({ kind, value }) => ({ kind, value })),
      conversationIds,
      filled,
    },
  });
  const merged = await setContact(winnerId, change);
  await setMergedInto(loserId, winnerId);
  if (!merged) throw new Error("the contact to keep is gone");
  emit("contact.updated", { contactId: winnerId }, { contactId: loserId });
  emit("conversation.updated", ...conversationIds.map((conversationId) => ({ conversationId })));
  return merged;
}

/** The winner keeps what it has; gaps are filled. Who opted out stays out. */
function fill(winner: ContactRow, loser: ContactRow): { change: ContactChange; filled: Filled } {
  const columns = FILLED.filter((column) => winner[column] === null && loser[column] !== null);
  const tags = loser.tags.filter((tag) => !winner.tags.includes(tag));
  const customFields = Object.keys(loser.customFields).filter(
    (name) => !Object.hasOwn(winner.customFields, name),
  );
  const change: ContactChange = {
    tags: [...winner.tags, ...tags],
    customFields: { ...loser.customFields, ...winner.customFields },
    marketingOptedOutAt: winner.marketingOptedOutAt ?? loser.marketingOptedOutAt,
    lastContactedAt: latest(winner.lastContactedAt, loser.lastContactedAt),
    updatedAt: clock.now(),
  };
  for (const column of columns) change[column] = loser[column];
  return { change, filled: { columns, tags, customFields } };
}

const latest = (a: Date | null, b: Date | null): Date | null => (a && (!b || a > b) ? a : b);

/** Undoes the last merge into the contact: identities and conversations that came with the other one go back. */
export async function unmergeContact(winnerId: string): Promise<ContactRow> {
  return transaction(async () => {
    const merge = await findLastMerge(winnerId);
    if (!merge)
      throw new AppError("conflict", "NOTHING_TO_UNMERGE", {
        message: "Nothing was merged into this contact.",
      });
    const winner = await lockContact(winnerId);
    const loser = await lockContact(merge.loserId);
    if (!winner || !loser || !(await setMergeUndone(merge.id, clock.now()))) {
      throw new AppError("conflict", "NOTHING_TO_UNMERGE", {
        message: "This merge cannot be undone any more.",
      });
    }
    for (const { kind, value } of merge.moved.identities)
      await moveIdentities(winnerId, loser.id, kind, value);
    await moveConversations(winnerId, loser.id, merge.moved.conversationIds);
    await setMergedInto(loser.id, null);
    const restored = await setContact(winnerId, drain(winner, loser, merge.moved.filled));
    if (!restored) throw new Error("the contact is merged itself");
    emit("contact.updated", { contactId: winnerId }, { contactId: loser.id });
    emit(
      "conversation.updated",
      ...merge.moved.conversationIds.map((conversationId) => ({ conversationId })),
    );
    return restored;
  });
}

/** Takes back what was filled in, unless it was changed since. */
function drain(winner: ContactRow, loser: ContactRow, filled: Filled): ContactChange {
  const fields = Object.entries(winner.customFields).filter(
    ([name, value]) =>
      !(filled.customFields.includes(name) && Bun.deepEquals(value, loser.customFields[name])),
  );
  const change: ContactChange = {
    tags: winner.tags.filter((tag) => !filled.tags.includes(tag)),
    customFields: Object.fromEntries(fields),
    updatedAt: clock.now(),
  };
  for (const column of filled.columns) if (winner[column] === loser[column]) change[column] = null;
  return change;
}
