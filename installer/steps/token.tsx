import type { FC } from "hono/jsx";
import { Actions, Field, Notice, Page } from "../parts.tsx";
import { messages } from "../messages.ts";

const text = messages.token;

export const TokenPage: FC<{
  value: string;
  file: string;
  heldSince?: Date | undefined;
  wrong?: string | undefined;
}> = ({ value, file, heldSince, wrong }) => (
  <Page title={text.title}>
    <p class="lead">{text.lead}</p>
    <p class="hint">
      {text.file} <code>{file}</code>
    </p>
    <form method="post" action="/install">
      {heldSince && <Notice kind="warn">{text.taken(timeOf(heldSince))}</Notice>}
      <Field name="token" label={text.label} value={value} wrong={wrong} />
      <Actions submit={text.submit} />
    </form>
  </Page>
);

const timeOf = (at: Date): string =>
  at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
