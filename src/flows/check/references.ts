const PLACEHOLDER = /\{\{\s*([\p{L}_][\p{L}\p{N}_.[\]-]{0,120})\s*(?:\|([^{}]{0,200}))?\}\}/gu;

export interface Reference {
  /** Dotted: `contact.name`, `order.items[0].price`. */
  path: string;
  /** Used when there is no value. */
  fallback: string | null;
}

/** Every `{{name}}` or `{{name|fallback}}` of a text. */
export function referencesIn(text: string): Reference[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, path = "", fallback]) => ({
    path,
    fallback: fallback?.trim() ?? null,
  }));
}

export const replaceReferences = (text: string, value: (reference: Reference) => string): string =>
  text.replaceAll(PLACEHOLDER, (_all, path: string, fallback: string | undefined) =>
    value({ path, fallback: fallback?.trim() ?? null }),
  );

/** Characters that are certainly there, whatever the variables hold. */
export const literalLength = (text: string): number => text.replaceAll(PLACEHOLDER, "").length;

/** The first part of a path. */
export const rootOf = (path: string): string => /^[^.[]*/.exec(path)?.[0] ?? "";

/** Names that stand for the surroundings, not for a variable of the flow. */
export const BUILT_IN: ReadonlySet<string> = new Set([
  "contact",
  "conversation",
  "message",
  "now",
  "flow",
  "secret",
  "trigger",
]);
