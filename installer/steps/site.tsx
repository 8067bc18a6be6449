import type { FC } from "hono/jsx";
import { LANGUAGES, messages } from "../messages.ts";
import { Actions, Choose, Field, Notice, Page } from "../parts.tsx";
import type { Draft } from "../setup.ts";
import type { Wrong } from "./owner.tsx";

const text = messages.site;

export const SitePage: FC<{ draft: Draft; address: string; wrong?: Wrong }> = ({
  draft,
  address,
  wrong = {},
}) => (
  <Page title={text.title} step="site">
    <p class="lead">{text.lead}</p>
    <form method="post" action="/install/site">
      {Object.keys(wrong).length > 0 && <Notice kind="bad">{messages.fix}</Notice>}
      <Field
        name="siteName"
        label={text.siteName}
        value={draft.siteName}
        hint={text.siteNameHint}
        wrong={wrong["siteName"]}
        autocomplete="organization"
      />
      <Field
        name="appUrl"
        label={text.appUrl}
        type="url"
        value={draft.appUrl ?? address}
        hint={text.appUrlHint}
        wrong={wrong["appUrl"]}
      />
      <div class="pair">
        <Choose
          name="timezone"
          label={text.timezone}
          value={draft.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone}
          options={zones()}
          wrong={wrong["timezone"]}
        />
        <Choose
          name="language"
          label={text.language}
          value={draft.language ?? "en"}
          options={LANGUAGES}
          wrong={wrong["language"]}
        />
      </div>
      <Field
        name="purchaseCode"
        label={text.purchaseCode}
        value={draft.purchaseCode}
        wrong={wrong["purchaseCode"]}
        optional
      />
      <Actions back="/install/owner" submit={text.submit} />
    </form>
  </Page>
);

const zones = (): [string, string][] =>
  [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])].map((zone) => [
    zone,
    zone.replaceAll("_", " "),
  ]);
