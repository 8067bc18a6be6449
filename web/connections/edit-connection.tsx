import { useQueryClient } from "@tanstack/preact-query";
import { CircleAlert } from "lucide-preact";
import { useId } from "preact/hooks";
import type { Connection } from "../../src/connections/schema.ts";
import { api } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { useForm } from "../lib/form.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { toast } from "../ui/toast.ts";
import { CredentialFields, credentialsOf } from "./credential-fields.tsx";

interface Props {
  connection: Connection;
  onClose: () => void;
}

export function EditConnection({ connection, onClose }: Props) {
  const form = useId();
  const client = useQueryClient();
  const { id, settings } = connection;
  const meta = connection.connectionType === "meta_api";
  const { busy, error, fields, onSubmit } = useForm(async (values) => {
    const changed = Object.fromEntries(
      Object.entries(credentialsOf(values)).filter(
        ([key, value]) => value && value !== settings[key],
      ),
    );
    const { name } = await api("updateConnection", {
      params: { id },
      body: {
        name: values["name"] ?? "",
        ...(meta && Object.keys(changed).length ? { metaCredentials: changed } : {}),
      },
    });
    await client.invalidateQueries({ queryKey: ["listConnections"] });
    toast({ text: t("connections.changed", { name }) });
    onClose();
  });
  return (
    <Dialog
      title={t("connections.editTitle")}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" form={form} variant="primary" busy={busy}>
            {t("common.save")}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={onSubmit} class="flex flex-col gap-4 pt-2">
        {error && (
          <Banner tone="bad" icon={CircleAlert} urgent>
            {error}
          </Banner>
        )}
        <TextField
          label={t("connections.name")}
          name="name"
          defaultValue={connection.name}
          maxLength={200}
          autocomplete="off"
          autofocus
          error={fields["name"]}
        />
        {meta && (
          <>
            <p class="text-sm text-ink-3">{t("connections.secretsKept")}</p>
            <CredentialFields fields={fields} settings={settings} />
          </>
        )}
      </form>
    </Dialog>
  );
}
