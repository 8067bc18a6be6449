import { z } from "zod";
import { keys } from "../keys/keys.ts";
import { clock } from "../lib/clock.ts";
import { randomToken } from "../lib/crypto.ts";

const TICKET_MS = 30_000;
const PLACE = "realtime ticket";

const Ticket = z.object({ id: z.string(), token: z.string(), until: z.number() });

/** A token that may stand in an address: sealed, for one use within half a minute, on any node. */
export async function issueTicket(token: string): Promise<{ ticket: string; expiresAt: Date }> {
  const { sealer } = await keys();
  const until = clock.ms() + TICKET_MS;
  const ticket = await sealer.seal(JSON.stringify({ id: randomToken(12), token, until }), PLACE);
  return { ticket, expiresAt: new Date(until) };
}

export interface TicketDesk {
  /** The token inside, once. */
  redeem(ticket: string): Promise<string | undefined>;
  /** Redeemed on another node. */
  spend(id: string): void;
}

export function ticketDesk(tell: (id: string) => void): TicketDesk {
  const spent = new Map<string, number>();
  const spend = (id: string): void => {
    const now = clock.ms();
    for (const [old, at] of spent) {
      if (at > now - 2 * TICKET_MS) break;
      spent.delete(old);
    }
    spent.set(id, now);
  };
  return {
    spend,
    async redeem(ticket) {
      const opened = await open(ticket);
      if (!opened || opened.until < clock.ms() || spent.has(opened.id)) return undefined;
      spend(opened.id);
      tell(opened.id);
      return opened.token;
    },
  };
}

async function open(ticket: string): Promise<z.infer<typeof Ticket> | undefined> {
  const { sealer } = await keys();
  try {
    return Ticket.parse(JSON.parse(await sealer.open(ticket, PLACE)));
  } catch {
    return undefined;
  }
}
