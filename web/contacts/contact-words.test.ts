import { describe, expect, test } from "bun:test";
import { ApiError } from "../api.ts";
import { existingContact, tagPath } from "./contact-words.ts";

describe("a number somebody already has", () => {
  test("leads to that contact", () => {
    const refusal = new ApiError("CONTACT_EXISTS", 409, "", { id: "k1" });
    expect(existingContact(refusal)).toBe("k1");
  });

  test("leads nowhere for other refusals or without an id", () => {
    expect(
      existingContact(new ApiError("VALIDATION_ERROR", 422, "", { id: "k1" })),
    ).toBeUndefined();
    expect(existingContact(new ApiError("CONTACT_EXISTS", 409, ""))).toBeUndefined();
    expect(existingContact(new Error("CONTACT_EXISTS"))).toBeUndefined();
  });
});

test("a tag with signs of its own survives the address", () => {
  const path = tagPath("50% & more");
  expect(new URL(path, "http://a").searchParams.get("tag")).toBe("50% & more");
});
