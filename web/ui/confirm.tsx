import { signal } from "@preact/signals";
import { t } from "../i18n/i18n.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

interface Question {
  title: string;
  body: string;
  /** Says what happens: "Delete user", never "OK". */
  action: string;
  danger?: boolean;
}

const asked = signal<(Question & { answer: (yes: boolean) => void }) | null>(null);

/** `if (await confirm({ ... })) …`; drawn by `ConfirmHost` in the shell. */
export function confirm(question: Question): Promise<boolean> {
  asked.value?.answer(false);
  return new Promise((resolve) => {
    asked.value = {
      ...question,
      answer: (yes) => {
        asked.value = null;
        resolve(yes);
      },
    };
  });
}

export function ConfirmHost() {
  const question = asked.value;
  if (!question) return null;
  const { title, body, action, danger, answer } = question;
  return (
    <Dialog
      title={title}
      size="sm"
      onClose={() => answer(false)}
      footer={
        <>
          <Button autofocus onClick={() => answer(false)}>
            {t("common.cancel")}
          </Button>
          <Button variant={danger ? "danger" : "primary"} onClick={() => answer(true)}>
            {action}
          </Button>
        </>
      }
    >
      <p class="text-ink-2">{body}</p>
    </Dialog>
  );
}
