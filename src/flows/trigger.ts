import { z } from "zod";

const shared = {
  /** None means all. */
  connectionIds: z
    .array(z.uuid())
    .max(50)
    .default([])
    .meta({ label: "Only on these numbers", widget: "connections" }),
  /** Starts although the contact is in the middle of another flow. */
  interrupts: z.boolean().default(false).meta({ label: "May interrupt another flow" }),
};

/** What starts a flow. */
export const Trigger = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("keyword"),
    match: z
      .enum(["exact", "contains", "starts", "regex"])
      .default("exact")
      .meta({ label: "Match" }),
    words: z
      .array(z.string().min(1).max(200).meta({ label: "Keyword" }))
      .min(1)
      .max(50)
      .meta({ label: "Keywords", widget: "words" }),
    /** A letter wrong still counts. */
    fuzzy: z.boolean().default(false).meta({ label: "Forgive typing mistakes" }),
    ...shared,
  }),
  z.object({
    kind: z.literal("welcome"),
    /** 0: the first message ever; else the first in so many days. */
    days: z.int().min(0).max(365).default(0).meta({ label: "First message in days (0 = ever)" }),
    ...shared,
  }),
  z.object({ kind: z.literal("any_message"), ...shared }),
  z.object({ kind: z.literal("manual"), ...shared }),
  z.object({ kind: z.literal("api"), ...shared }),
  z.object({
    kind: z.literal("button"),
    payload: z.string().min(1).max(256).meta({ label: "Button id or text" }),
    ...shared,
  }),
  z.object({
    kind: z.literal("tag"),
    tag: z.string().min(1).max(60).meta({ label: "Tag", widget: "tag" }),
    ...shared,
  }),
  z.object({
    kind: z.literal("ad_referral"),
    adId: z.string().max(200).default("").meta({ label: "Only from this ad (empty = any)" }),
    ...shared,
  }),
]);
export type Trigger = z.infer<typeof Trigger>;
