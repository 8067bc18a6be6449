import type { Child, FC } from "hono/jsx";
import { messages } from "./messages.ts";

export const STEPS = ["welcome", "database", "owner", "site", "run"] as const;
export type Step = (typeof STEPS)[number];

/** No inline script or style, so the policy can forbid them. */
export const Page: FC<{ title: string; step?: Step; refresh?: number; children?: Child }> = ({
  title,
  step,
  refresh,
  children,
}) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="robots" content="noindex" />
      <meta name="referrer" content="same-origin" />
      <meta name="htmx-config" content='{"includeIndicatorCSS":false}' />
      <title>{`${title} · ${messages.product}`}</title>
      <link rel="stylesheet" href="/install/wizard.css" />
      <script src="/install/wizard.js" defer />
      {refresh !== undefined && (
        <noscript>
          <meta http-equiv="refresh" content={String(refresh)} />
        </noscript>
      )}
    </head>
    <body>
      <div class="shell">
        <header class="brand">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="9" fill="#7c3aed" />
            <path
              d="M9 11.5A3.5 3.5 0 0 1 12.5 8h7a3.5 3.5 0 0 1 3.5 3.5v5a3.5 3.5 0 0 1-3.5 3.5H15l-4.2 3.4c-.6.5-1.4.1-1.4-.7z"
              fill="#fff"
            />
          </svg>
          {messages.product}
        </header>
        {step && <Steps now={step} />}
        <main>
          <h1>{title}</h1>
          {children}
        </main>
      </div>
    </body>
  </html>
);

const Steps: FC<{ now: Step }> = ({ now }) => (
  <nav aria-label={messages.progress}>
    <ol class="steps">
      {STEPS.map((step, i) => (
        <li
          class={step === now ? "now" : i < STEPS.indexOf(now) ? "past" : ""}
          {...(step === now ? { "aria-current": "step" } : {})}
        >
          {messages.steps[step]}
        </li>
      ))}
    </ol>
  </nav>
);

export interface FieldProps {
  name: string;
  label: string;
  hint?: string;
  wrong?: string | undefined;
  value?: string | undefined;
  type?: string;
  autocomplete?: string;
  optional?: boolean;
  class?: string;
}
export const Field: FC<FieldProps> = ({
  name,
  label,
  hint,
  wrong,
  value,
  type = "text",
  autocomplete = "off",
  optional = false,
  class: extra = "",
}) => (
  <div class={`field ${extra}`}>
    <label for={name}>{label}</label>
    <input
      id={name}
      name={name}
      type={type}
      value={value ?? ""}
      autocomplete={autocomplete}
      required={!optional}
      aria-invalid={wrong ? "true" : "false"}
      aria-describedby={`${name}-hint`}
    />
    <Hint name={name} hint={hint} wrong={wrong} />
  </div>
);

const Hint: FC<{ name: string; hint?: string | undefined; wrong?: string | undefined }> = ({
  name,
  hint,
  wrong,
}) => (
  <span id={`${name}-hint`} class={wrong ? "wrong" : "hint"}>
    {wrong ?? hint ?? ""}
  </span>
);

export const Choose: FC<{
  name: string;
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  wrong?: string | undefined;
}> = ({ name, label, value, options, wrong }) => (
  <div class="field">
    <label for={name}>{label}</label>
    <select id={name} name={name} aria-describedby={`${name}-hint`}>
      {options.map(([key, text]) => (
        <option value={key} selected={key === value}>
          {text}
        </option>
      ))}
    </select>
    <Hint name={name} wrong={wrong} />
  </div>
);

export const Actions: FC<{ back?: string; submit: string; children?: Child }> = ({
  back,
  submit,
  children,
}) => (
  <div class="actions">
    {back !== undefined && (
      <a class="button quiet back" href={back}>
        {messages.back}
      </a>
    )}
    {children}
    <button type="submit">{submit}</button>
  </div>
);

export const Notice: FC<{ kind: "bad" | "warn" | "ok"; children?: Child }> = ({
  kind,
  children,
}) => (
  <p class={`notice ${kind}`} role={kind === "bad" ? "alert" : "status"}>
    {children}
  </p>
);
