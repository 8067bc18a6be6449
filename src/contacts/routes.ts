import type { Feature } from "../app.ts";
import { implement } from "../http/mount.ts";
import { decodeCursor, encodeCursor } from "../lib/cursor.ts";
import { listContacts } from "./queries.ts";
import { contactsContract } from "./schema.ts";
import {
  addTags,
  createContact,
  deleteContact,
  getContact,
  present,
  presentOne,
  removeTag,
  unmerge,
  updateContact,
} from "./service.ts";

export const contactsFeature: Feature = {
  api: [
    implement(contactsContract)({
      listContacts: async ({ query: { search, tag, cursor, limit } }) => {
        const before = decodeCursor(cursor)?.[1];
        const rows = await listContacts({ search: search?.trim(), tag, before, limit: limit + 1 });
        const page = rows.slice(0, limit);
        const last = page.at(-1);
        const nextCursor =
          rows.length > limit && last ? encodeCursor(last.createdAt, last.id) : null;
        return { data: await present(page), pagination: { limit, nextCursor } };
      },
      createContact: async ({ body }) => presentOne(await createContact(body)),
      getContact: async ({ params }) => presentOne(await getContact(params.id)),
      updateContact: async ({ params, body }) => presentOne(await updateContact(params.id, body)),
      deleteContact: async ({ params }) => {
        await deleteContact(params.id);
        return { done: true };
      },
      addContactTags: async ({ params, body }) => presentOne(await addTags(params.id, body.tags)),
      removeContactTag: async ({ params }) => presentOne(await removeTag(params.id, params.tag)),
      unmergeContact: async ({ params }) => presentOne(await unmerge(params.id)),
    }),
  ],
};
