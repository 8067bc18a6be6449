import { z } from "zod";
import { isTimezone } from "./timezone.ts";

/** The answers of the wizard and of the command line alike. */
export const InstallAnswers = z.object({
  appUrl: z
    .url({ protocol: /^https?$/, error: "an address that begins with http:// or https://" })
    .transform((url) => url.replace(/\/+$/, "")),
  siteName: z.string().trim().min(1, "a name").max(100),
  timezone: z.string().refine(isTimezone, "a time zone like Europe/Berlin"),
  language: z.string().trim().min(2).max(12).default("en"),
  /** `sqlite` is a file in the data directory. */
  databaseUrl: z.string().min(1),
  email: z.email("an e-mail address").max(254),
  password: z.string().min(10, "ten characters or more").max(200),
  firstName: z.string().trim().max(200).default(""),
  lastName: z.string().trim().max(200).default(""),
  purchaseCode: z
    .string()
    .trim()
    .max(200)
    .optional()
    .transform((code) => code || undefined),
});
export type InstallAnswers = z.infer<typeof InstallAnswers>;

export const INSTALL_STEPS = ["database", "tables", "owner", "site", "finish"] as const;
export type InstallStep = (typeof INSTALL_STEPS)[number];

/** Something the person installing can put right; the message says how. */
export class InstallRefused extends Error {}
