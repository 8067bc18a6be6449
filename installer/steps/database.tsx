import type { FC } from "hono/jsx";
import type { ProbeResult } from "../../src/db/probe.ts";
import { messages } from "../messages.ts";
import { Actions, Field, Notice, Page } from "../parts.tsx";

const text = messages.database;

export const DatabasePage: FC<{
  databaseUrl: string | undefined;
  preset: string | undefined;
  result?: ProbeResult | undefined;
}> = ({ databaseUrl, preset, result }) => {
  const isPostgres = databaseUrl !== undefined && databaseUrl !== "sqlite";
  return (
    <Page title={text.title} step="database">
      <p class="lead">{text.lead}</p>
      <form method="post" action="/install/database">
        {preset === undefined ? (
          <Choice url={isPostgres ? databaseUrl : ""} isPostgres={isPostgres} />
        ) : (
          <Notice kind="ok">{text.preset(withoutPassword(preset))}</Notice>
        )}
        <div id="outcome" aria-live="polite">
          {result && <Outcome result={result} />}
        </div>
        <Actions back="/install/welcome" submit={messages.next}>
          <button
            type="submit"
            class="quiet"
            formaction="/install/database/test"
            hx-post="/install/database/test"
            hx-include="closest form"
            hx-target="#outcome"
            hx-swap="innerHTML"
          >
            {text.test}
          </button>
        </Actions>
      </form>
    </Page>
  );
};

const Choice: FC<{ url: string; isPostgres: boolean }> = ({ url, isPostgres }) => (
  <fieldset>
    <label class="choice">
      <input type="radio" name="kind" value="sqlite" checked={!isPostgres} />
      {text.sqlite}
      <span class="hint">{text.sqliteHint}</span>
    </label>
    <label class="choice">
      <input type="radio" name="kind" value="postgres" checked={isPostgres} />
      {text.postgres}
      <span class="hint">{text.postgresHint}</span>
    </label>
    <Field
      name="url"
      label={text.url}
      value={url}
      hint={text.urlHint}
      optional
      class="only-postgres"
    />
  </fieldset>
);

export const Outcome: FC<{ result: ProbeResult }> = ({ result }) => {
  if (!result.ok) return <Notice kind="bad">{result.message}</Notice>;
  const kind = result.kind === "sqlite" ? text.sqlite : text.postgres;
  return (
    <>
      <Notice kind="ok">{text.works(kind, result.version)}</Notice>
      {result.isSuperuser && <Notice kind="warn">{text.superuser}</Notice>}
    </>
  );
};

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return url;
  const shown = new URL(url);
  if (shown.password !== "") shown.password = "•";
  return decodeURIComponent(shown.toString());
}
