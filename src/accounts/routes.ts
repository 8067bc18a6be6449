import type { Feature } from "../app.ts";

export const accountsFeature: Feature = { api: [] };
