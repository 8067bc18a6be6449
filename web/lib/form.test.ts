import { describe, expect, test } from "bun:test";
import { ApiError } from "../api.ts";
import { fieldErrors } from "./form.ts";

const refused = (details: unknown) => new ApiError("VALIDATION_ERROR", 422, "", details);

describe("the server's refusals on their fields", () => {
  test("a nested path is known by its last part too, and the first sentence wins", () => {
    const error = refused([
      { path: "metaCredentials.accessToken", message: "first" },
      { path: ["metaCredentials", "accessToken"], message: "second" },
    ]);

    expect(fieldErrors(error)).toEqual({
      "metaCredentials.accessToken": "first",
      accessToken: "first",
    });
  });

  test("details of any other shape name no field", () => {
    expect(fieldErrors(refused({ path: "email" }))).toEqual({});
    expect(fieldErrors(refused(["email", null, { path: "email" }]))).toEqual({});
    expect(fieldErrors(new Error("x"))).toEqual({});
  });
});
