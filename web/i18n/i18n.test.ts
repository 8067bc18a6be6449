import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { explain } from "../lib/api-error.ts";
import { ApiError } from "../api.ts";
import { language, loadPageMessages, lookUp, setLanguage, t } from "./i18n.ts";

beforeAll(loadPageMessages);
afterAll(() => setLanguage("en"));

describe("messages", () => {
  test("follow the plural rules of the language", () => {
    expect(t("shell.unread", { count: 1 })).toBe("1 unread");
    expect(t("common.pageOf", { page: 2, pages: 1200 })).toBe("Page 2 of 1,200");
  });

  test("a region falls back to its language, an unknown language to English", async () => {
    await setLanguage("en-GB");
    expect(language.value).toBe("en");

    await setLanguage("tlh");
    expect(language.value).toBe("en");
    expect(t("common.save")).toBe("Save changes");
  });

  test("the pseudo language accents text and keeps values", async () => {
    await setLanguage("en-XA");

    const text = t("auth.forgotDoneBody", { email: "a@b.co" });
    await setLanguage("en");

    expect(text).toContain("a@b.co");
    expect(text).not.toContain("password");
    expect(text.startsWith("⟦")).toBe(true);
  });

  test("an error is explained by its code, else by the server's sentence", () => {
    expect(explain(new ApiError("EMAIL_TAKEN", 409, "x"))).toBe(
      "This email address is already in use.",
    );
    expect(explain(new ApiError("QUITE_NEW", 409, "Said by the server."))).toBe(
      "Said by the server.",
    );
    expect(lookUp("error.QUITE_NEW")).toBeUndefined();
  });
});
