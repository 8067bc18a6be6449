import { accountsFeature } from "./accounts/routes.ts";
import type { Feature } from "./app.ts";

/** Every feature of the product, one line each. */
export const features: Feature[] = [accountsFeature];
