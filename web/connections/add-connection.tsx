import { useQueryClient } from "@tanstack/preact-query";
import { ChevronLeft, CircleAlert, Cloud, Smartphone } from "lucide-preact";
import { useId, useState } from "preact/hooks";
import type { Connection } from "../../src/connections/schema.ts";
import { api } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { useForm } from "../lib/form.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import type { Icon } from "../ui/icon-button.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { toastError } from "../ui/toast.ts";
import { addSandbox } from "./add-sandbox.ts";
import { CredentialFields, credentialsOf } from "./credential-fields.tsx";

interface Props {
  onClose: () => void;
  onMeta: (connection: Connection, verifyToken: string) => void;
}

export function AddConnection(props: Props) {
  const [meta, setMeta] = useState(false);
  return meta ? (
    <MetaForm {...props} onBack={() => setMeta(false)} />
  ) : (
    <Choice {...props} onPick={() => setMeta(true)} />
  );
}

function Choice({ onClose, onPick }: Props & { onPick: () => void }) {
  const [busy, setBusy] = useState(false);
  const simulate = async () => {
    setBusy(true);
    try {
      await addSandbox();
      onClose();
    } catch (error) {
      toastError(error);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t("connections.add")} onClose={onClose}>
      <div class="flex flex-col gap-3 pt-2">
        <Way
          icon={Cloud}
          title={t("connections.typeMeta")}
          body={t("connections.metaBody")}
          onPick={onPick}
        />
        <Way
          icon={Smartphone}
          title={t("connections.typeSandbox")}
          body={t("connections.sandboxBody")}
          busy={busy}
          onPick={() => void simulate()}
        />
      </div>
    </Dialog>
  );
}

interface WayProps {
  icon: Icon;
  title: string;
  body: string;
  busy?: boolean;
  onPick: () => void;
}

const Way = ({ icon: Glyph, title, body, busy = false, onPick }: WayProps) => (
  <button
    type="button"
    disabled={busy}
    onClick={onPick}
    class="flex items-start gap-3.5 rounded-xl border border-line bg-surface p-4 text-start transition-colors hover:border-brand-line hover:bg-hover"
  >
    <span class="grid size-10 shrink-0 place-items-center rounded-lg bg-brand-soft text-brand-ink">
      {busy ? <Spinner size={18} /> : <Glyph size={20} strokeWidth={1.8} />}
    </span>
    <span>
      <span class="block font-semibold">{title}</span>
      <span class="block text-sm text-pretty text-ink-3">{body}</span>
    </span>
  </button>
);

function MetaForm({ onClose, onMeta, onBack }: Props & { onBack: () => void }) {
  const id = useId();
  const client = useQueryClient();
  const { busy, error, fields, onSubmit } = useForm(async (values) => {
    const metaCredentials = credentialsOf(values);
    const connection = await api("createConnection", {
      body: { name: values["name"] ?? "", connectionType: "meta_api", metaCredentials },
    });
    await client.invalidateQueries({ queryKey: ["listConnections"] });
    onMeta(connection, metaCredentials.verifyToken);
  });
  return (
    <Dialog
      title={t("connections.typeMeta")}
      onClose={onClose}
      footer={
        <>
          <Button icon={<ChevronLeft size={16} class="rtl:-scale-x-100" />} onClick={onBack}>
            {t("connections.back")}
          </Button>
          <Button type="submit" form={id} variant="primary" busy={busy}>
            {t("connections.connect")}
          </Button>
        </>
      }
    >
      <form id={id} noValidate onSubmit={onSubmit} class="flex flex-col gap-4 pt-2">
        {error && (
          <Banner tone="bad" icon={CircleAlert} urgent>
            {error}
          </Banner>
        )}
        <p class="text-sm text-ink-3">{t("connections.metaWhere")}</p>
        <TextField
          label={t("connections.name")}
          hint={t("connections.nameHint")}
          name="name"
          maxLength={200}
          autocomplete="off"
          autofocus
          error={fields["name"]}
        />
        <CredentialFields fields={fields} />
      </form>
    </Dialog>
  );
}
