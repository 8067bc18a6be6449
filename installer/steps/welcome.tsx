import type { FC } from "hono/jsx";
import { messages } from "../messages.ts";
import { Notice, Page } from "../parts.tsx";

const text = messages.welcome;
export interface MachineCheck {
  name: string;
  level: "ok" | "warning" | "error";
  message: string;
}
const CLASS = { ok: "ok", warning: "warn", error: "bad" };

export const WelcomePage: FC<{ checks: readonly MachineCheck[] }> = ({ checks }) => {
  const isBlocked = checks.some(({ level }) => level === "error");
  return (
    <Page title={text.title} step="welcome">
      <p class="lead">{text.lead}</p>
      <ul class="checks">
        {checks.map(({ name, level, message }) => (
          <li>
            <span class="what">{name}</span>
            <span class={`tag ${CLASS[level]}`}>{level}</span>
            <span class="hint">{message}</span>
          </li>
        ))}
      </ul>
      {isBlocked && <Notice kind="bad">{text.blocked}</Notice>}
      <div class="actions">
        {isBlocked ? (
          <a class="button" href="/install/welcome">
            {text.again}
          </a>
        ) : (
          <a class="button" href="/install/database">
            {messages.next}
          </a>
        )}
      </div>
    </Page>
  );
};
