declare const WHATSCRM_VERSION: string | undefined;

/** Set by the build. */
export const VERSION: string =
  typeof WHATSCRM_VERSION === "string" ? WHATSCRM_VERSION : "0.0.0-dev";
