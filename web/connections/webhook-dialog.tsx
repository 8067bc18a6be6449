import type { Connection } from "../../src/connections/schema.ts";
import { t } from "../i18n/i18n.ts";
import { Button } from "../ui/button.tsx";
import { CopyField } from "../ui/copy-field.tsx";
import { Dialog } from "../ui/dialog.tsx";

interface Props {
  connection: Connection;
  /** Known only right after it was chosen; later it is a secret. */
  verifyToken?: string;
  onClose: () => void;
}

export const WebhookDialog = ({ connection, verifyToken, onClose }: Props) => (
  <Dialog
    title={t("connections.webhook")}
    onClose={onClose}
    footer={
      <Button variant="primary" onClick={onClose}>
        {t("connections.done")}
      </Button>
    }
  >
    <div class="flex flex-col gap-4 pt-2">
      <p class="text-sm text-pretty text-ink-3">{t("connections.webhookBody")}</p>
      {connection.webhookUrl && (
        <CopyField label={t("connections.webhookUrl")} value={connection.webhookUrl} />
      )}
      {verifyToken ? (
        <CopyField label={t("connections.verifyToken")} value={verifyToken} />
      ) : (
        <p class="text-sm text-ink-3">{t("connections.verifyTokenKept")}</p>
      )}
    </div>
  </Dialog>
);
