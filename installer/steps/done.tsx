import type { FC } from "hono/jsx";
import { messages } from "../messages.ts";
import { Page } from "../parts.tsx";

export const DonePage: FC<{ siteName: string }> = ({ siteName }) => (
  <Page title={messages.done.title}>
    <p class="lead">{messages.done.lead(siteName)}</p>
    <div class="actions">
      <a class="button" href="/">
        {messages.done.open}
      </a>
    </div>
  </Page>
);
