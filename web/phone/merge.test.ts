import { describe, expect, test } from "bun:test";
import { isAnswered, mergeContacts, mergeMessages, type PhoneMessage } from "./merge.ts";

const message = (id: string, rest: Partial<PhoneMessage> = {}): PhoneMessage => ({
  id,
  contactId: "c1",
  waId: `wamid.${id}`,
  author: "business",
  content: { type: "text", text: id },
  replyToWaId: null,
  status: "delivered",
  businessReaction: null,
  contactReaction: null,
  createdAt: "2026-01-01T00:00:00.000Z",
  ...rest,
});
const contact = (id: string, lastMessage: PhoneMessage | null) => ({
  id,
  phone: `+1202555010${id}`,
  name: id,
  online: true,
  autoRead: false,
  typingUntil: null,
  unread: 0,
  lastMessage,
});

describe("a chat on the phone", () => {
  test("keeps its order, whatever comes late, and takes the newer version", () => {
    const merged = mergeMessages(
      [message("1"), message("3")],
      [message("2"), message("1", { status: "read" })],
    );

    expect(merged.map(({ id, status }) => `${id} ${status}`)).toEqual([
      "1 read",
      "2 delivered",
      "3 delivered",
    ]);
  });

  test("knows which question was answered", () => {
    const reply = message("2", {
      author: "contact",
      replyToWaId: "wamid.1",
      content: { type: "reply", kind: "button_reply", id: "yes", title: "Yes", description: null },
    });

    expect(isAnswered([message("1"), reply], "wamid.1")).toBe(true);
    expect(isAnswered([message("1"), message("3", { replyToWaId: "wamid.1" })], "wamid.1")).toBe(
      false,
    );
  });
});

test("the phone that was active last comes first", () => {
  const merged = mergeContacts(
    [contact("a", message("5")), contact("b", message("6"))],
    [contact("a", message("7"))],
  );

  expect(merged.map(({ id }) => id)).toEqual(["a", "b"]);
});
