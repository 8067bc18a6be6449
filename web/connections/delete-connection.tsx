import { useQueryClient } from "@tanstack/preact-query";
import { CircleAlert } from "lucide-preact";
import { useId, useState } from "preact/hooks";
import type { Connection } from "../../src/connections/schema.ts";
import { api } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { useForm } from "../lib/form.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { toast } from "../ui/toast.ts";

interface Props {
  connection: Connection;
  onClose: () => void;
}

/** Conversations go with it, so the name has to be typed. */
export function DeleteConnection({ connection: { id, name }, onClose }: Props) {
  const form = useId();
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const { busy, error, onSubmit } = useForm(async () => {
    await api("deleteConnection", { params: { id } });
    await Promise.all(
      (["listConnections", "listConversations", "countConversations"] as const).map((key) =>
        client.invalidateQueries({ queryKey: [key] }),
      ),
    );
    toast({ text: t("connections.deleted", { name }) });
    onClose();
  });
  return (
    <Dialog
      title={t("connections.deleteTitle", { name })}
      size="sm"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button
            type="submit"
            form={form}
            variant="danger"
            busy={busy}
            disabled={typed.trim() !== name.trim()}
          >
            {t("connections.delete")}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={onSubmit} class="flex flex-col gap-4">
        {error && (
          <Banner tone="bad" icon={CircleAlert} urgent>
            {error}
          </Banner>
        )}
        <p class="text-ink-2">{t("connections.deleteBody")}</p>
        <TextField
          label={t("connections.deleteConfirm", { name })}
          name="confirm"
          autocomplete="off"
          autofocus
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </form>
    </Dialog>
  );
}
