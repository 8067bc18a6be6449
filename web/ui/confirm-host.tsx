import { t } from "../i18n/i18n.ts";
import { Button } from "./button.tsx";
import { asked } from "./confirm.ts";
import { Dialog } from "./dialog.tsx";

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
