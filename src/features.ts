import { accountsFeature } from "./accounts/routes.ts";
import type { Feature } from "./app.ts";
import { connectionsFeature } from "./connections/routes.ts";
import { contactsFeature } from "./contacts/routes.ts";
import { conversationsFeature } from "./conversations/routes.ts";
import { flowsFeature } from "./flows/routes.ts";
import { inboundFeature } from "./inbound/routes.ts";
import { mediaFeature } from "./media/routes.ts";
import { messagesFeature } from "./messages/routes.ts";
import { opsFeature } from "./ops/routes.ts";
import { platformFeature } from "./platform/routes.ts";
import { sandboxFeature } from "./sandbox/routes.ts";
import { realtimeFeature } from "./realtime/routes.ts";

/** Every feature of the product, one line each. */
export const features: Feature[] = [
  opsFeature,
  accountsFeature,
  connectionsFeature,
  contactsFeature,
  mediaFeature,
  conversationsFeature,
  messagesFeature,
  inboundFeature,
  platformFeature,
  realtimeFeature,
  sandboxFeature,
  flowsFeature,
];
