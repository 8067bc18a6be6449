import { signal } from "@preact/signals";

interface Question {
  title: string;
  body: string;
  /** Says what happens: "Delete user", never "OK". */
  action: string;
  danger?: boolean;
}

export const asked = signal<(Question & { answer: (yes: boolean) => void }) | null>(null);

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
