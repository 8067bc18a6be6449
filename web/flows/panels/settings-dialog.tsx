import { useId } from "preact/hooks";
import { api } from "../../api.ts";
import { t } from "../../i18n/i18n.ts";
import { useForm } from "../../lib/form.ts";
import { queryClient } from "../../lib/query.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField, TextareaField } from "../../ui/field.tsx";
import { Banner } from "../../ui/banner.tsx";
import { useBuilder } from "../builder/builder.ts";

export function SettingsDialog() {
  const builder = useBuilder();
  const id = useId();
  const flow = builder.flow.value;
  const draft = builder.draft.value;
  const close = () => {
    builder.panel.value = null;
  };
  const { busy, error, fields, onSubmit } = useForm(async (values) => {
    const { name = "", description = "" } = values;
    const saved = await api("updateFlow", {
      params: { id: flow.id },
      body: { name, description: description || null, priority: Number(values["priority"]) },
    });
    builder.flow.value = { ...builder.flow.value, ...saved, revision: builder.flow.value.revision };
    const expireAfterMinutes = Math.round(Number(values["expireHours"]) * 60);
    if (expireAfterMinutes !== draft.settings.expireAfterMinutes)
      builder.commit({ ...builder.draft.value, settings: { expireAfterMinutes } });
    void queryClient.invalidateQueries({ queryKey: ["listFlows"] });
    close();
  });
  return (
    <Dialog
      title={t("flows.settings")}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{t("common.cancel")}</Button>
          <Button type="submit" form={id} variant="primary" busy={busy}>
            {t("common.save")}
          </Button>
        </>
      }
    >
      <form id={id} noValidate onSubmit={onSubmit} class="flex flex-col gap-4 pt-2">
        {error && (
          <Banner tone="bad" urgent>
            {error}
          </Banner>
        )}
        <TextField
          label={t("flows.name")}
          name="name"
          defaultValue={flow.name}
          maxLength={200}
          error={fields["name"]}
        />
        <TextareaField
          label={t("flows.description")}
          name="description"
          defaultValue={flow.description ?? ""}
          maxLength={2000}
          optional
          error={fields["description"]}
        />
        <TextField
          label={t("flows.priority")}
          hint={t("flows.priorityHint")}
          name="priority"
          type="number"
          min={0}
          max={1000}
          defaultValue={String(flow.priority)}
          error={fields["priority"]}
        />
        <TextField
          label={t("flows.expire")}
          hint={t("flows.expireHint")}
          name="expireHours"
          type="number"
          min={0.1}
          max={720}
          step="any"
          defaultValue={String(draft.settings.expireAfterMinutes / 60)}
        />
      </form>
    </Dialog>
  );
}
