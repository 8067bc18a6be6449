import { emit } from "../events/events.ts";
import { clock } from "../lib/clock.ts";
import { type ContactRow, findContact, setContact } from "./queries.ts";

/** The one place that decides whether marketing may go to a contact. */
export const mayReceiveMarketing = (contact: Pick<ContactRow, "marketingOptedOutAt">): boolean =>
  contact.marketingOptedOutAt === null;

/** The contact's own wish; repeating it changes nothing. */
export async function setMarketingPreference(contactId: string, wants: boolean): Promise<void> {
  const contact = await findContact(contactId);
  if (!contact || mayReceiveMarketing(contact) === wants) return;
  await setContact(contactId, { marketingOptedOutAt: wants ? null : clock.now() });
  emit("contact.preference", {
    contactId,
    category: "marketing",
    wants: wants ? "resume" : "stop",
  });
  emit("contact.updated", { contactId });
}
