import { z } from "zod";
import { mediaUrl } from "../../media/links.ts";
import type { MessageRow } from "../../messages/queries.ts";
import type { Heard } from "../node.ts";

const text = z.string().nullish().catch(null);
/** What messages of the contact carry besides their text. */
const Metadata = z.object({
  interactive: z.looseObject({ id: text }).nullish().catch(null),
  button: z.looseObject({ payload: text }).nullish().catch(null),
  location: z.looseObject({ latitude: z.number(), longitude: z.number() }).nullish().catch(null),
  referral: z
    .looseObject({ source_id: text, sourceId: text, source_type: text })
    .nullish()
    .catch(null),
});

/** A stored message as flows see it. */
export function toHeard(row: MessageRow): Heard {
  const { interactive, button, location, referral } = Metadata.parse(row.metadata);
  return {
    id: row.id,
    type: row.type,
    text: row.content ?? "",
    replyId: interactive?.id ?? button?.payload ?? null,
    location: location ? { latitude: location.latitude, longitude: location.longitude } : null,
    mediaUrl: row.mediaId === null ? null : mediaUrl(row.tenantId, row.mediaId),
    isFromAd: Boolean(referral),
    adId: referral?.source_id ?? referral?.sourceId ?? null,
  };
}
