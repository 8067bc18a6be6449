import type { FC } from "hono/jsx";
import { INSTALL_STEPS } from "../../src/lib/install-answers.ts";
import { messages } from "../messages.ts";
import { Notice, Page } from "../parts.tsx";
import type { Run } from "../setup.ts";

const text = messages.run;

export const RunPage: FC<{ run: Run }> = ({ run }) => (
  <Page title={text.title} step="run" {...(run.state === "running" ? { refresh: 2 } : {})}>
    {run.state === "running" ? (
      <div hx-sse:connect="/install/progress" hx-sse:close="end" hx-swap="innerHTML">
        <Progress run={run} />
      </div>
    ) : (
      <Progress run={run} />
    )}
  </Page>
);

export const Progress: FC<{ run: Run }> = ({ run }) => (
  <div aria-live="polite">
    <ul class="progress">
      {INSTALL_STEPS.map((step) => {
        const { label, kind } = standing(run, step);
        return (
          <li>
            <span>{text.steps[step]}</span>
            <span class={`tag ${kind}`}>{label}</span>
          </li>
        );
      })}
    </ul>
    {run.state === "failed" && <Failed message={run.message ?? text.unexpected} />}
    {run.state === "done" && (
      <>
        <Notice kind="ok">{text.finished}</Notice>
        <div class="actions">
          <a class="button" href="/install/done">
            {text.proceed}
          </a>
        </div>
      </>
    )}
  </div>
);

const Failed: FC<{ message: string }> = ({ message }) => (
  <form method="post" action="/install/run">
    <Notice kind="bad">{message}</Notice>
    <div class="actions">
      <a class="button quiet back" href="/install/database">
        {text.edit}
      </a>
      <button type="submit">{text.again}</button>
    </div>
  </form>
);

function standing(run: Run, step: Run["step"]): { label: string; kind: string } {
  const at = INSTALL_STEPS.indexOf(run.step);
  const own = INSTALL_STEPS.indexOf(step);
  if (run.state === "done" || own < at) return { label: text.done, kind: "ok" };
  if (own > at) return { label: text.waiting, kind: "idle" };
  return run.state === "failed"
    ? { label: text.failed, kind: "bad" }
    : { label: text.under, kind: "now" };
}
