import type { FC } from "hono/jsx";
import { messages } from "../messages.ts";
import { Actions, Field, Notice, Page } from "../parts.tsx";
import type { Draft } from "../setup.ts";

const text = messages.owner;
export type Wrong = Record<string, string | undefined>;

export const OwnerPage: FC<{ draft: Draft; wrong?: Wrong }> = ({ draft, wrong = {} }) => {
  const isKept = draft.password !== undefined;
  return (
    <Page title={text.title} step="owner">
      <p class="lead">{text.lead}</p>
      <form method="post" action="/install/owner">
        {Object.keys(wrong).length > 0 && <Notice kind="bad">{messages.fix}</Notice>}
        <div class="pair">
          <Field
            name="firstName"
            label={text.firstName}
            value={draft.firstName}
            wrong={wrong["firstName"]}
            autocomplete="given-name"
          />
          <Field
            name="lastName"
            label={text.lastName}
            value={draft.lastName}
            wrong={wrong["lastName"]}
            autocomplete="family-name"
            optional
          />
        </div>
        <Field
          name="email"
          label={text.email}
          type="email"
          value={draft.email}
          wrong={wrong["email"]}
          autocomplete="username"
        />
        <div class="pair">
          <Field
            name="password"
            label={text.password}
            type="password"
            hint={isKept ? text.passwordKept : text.passwordHint}
            wrong={wrong["password"]}
            autocomplete="new-password"
            optional={isKept}
          />
          <Field
            name="repeat"
            label={text.repeat}
            type="password"
            wrong={wrong["repeat"]}
            autocomplete="new-password"
            optional={isKept}
          />
        </div>
        <Actions back="/install/database" submit={messages.next} />
      </form>
    </Page>
  );
};
