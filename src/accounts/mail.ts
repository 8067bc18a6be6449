import { afterCommit, currentTenantId } from "../db/index.ts";
import { log } from "../ops/log.ts";
import { insertMail } from "./recovery-queries.ts";

export interface Mail {
  recipient: string;
  template: string;
  subject: string;
  body: string;
}

/** Puts a mail into the outbox and, as long as no mail server is configured, into the log, where the owner of the server finds it. */
export async function sendMail(mail: Mail): Promise<void> {
  await insertMail({ ...mail, forTenantId: currentTenantId() });
  afterCommit(() => log.info({ mail }, "mail is not configured: this one stays in the outbox"));
}
