import { useQueryClient } from "@tanstack/preact-query";
import { CircleAlert, LayoutTemplate, SquareDashed } from "lucide-preact";
import { useLocation } from "preact-iso";
import { useId, useState } from "preact/hooks";
import { api } from "../../api.ts";
import { t } from "../../i18n/i18n.ts";
import { useForm } from "../../lib/form.ts";
import { useApi } from "../../lib/query.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Skeleton } from "../../ui/states.tsx";
import { Sketch } from "./sketch.tsx";

/** Empty or from a ready-made flow: the gallery shows what each looks like. */
export function CreateDialog({ onClose }: { onClose: () => void }) {
  const id = useId();
  const client = useQueryClient();
  const { route } = useLocation();
  const templates = useApi("listFlowTemplates", {});
  const [templateId, setTemplate] = useState<string | null>(null);
  const [attempt] = useState(() => crypto.randomUUID());
  const { busy, error, fields, onSubmit } = useForm(async ({ name = "" }) => {
    const flow = await api(
      "createFlow",
      { body: { name, ...(templateId !== null && { templateId }) } },
      { idempotencyKey: `${attempt}-${templateId}-${name}` },
    );
    void client.invalidateQueries({ queryKey: ["listFlows"] });
    route(`/flows/${flow.id}`);
  });
  return (
    <Dialog
      title={t("flows.createTitle")}
      size="lg"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" form={id} variant="primary" busy={busy}>
            {t("flows.create")}
          </Button>
        </>
      }
    >
      <form id={id} noValidate onSubmit={onSubmit} class="flex flex-col gap-5 pt-2">
        {error && (
          <Banner tone="bad" icon={CircleAlert} urgent>
            {error}
          </Banner>
        )}
        <TextField
          label={t("flows.name")}
          name="name"
          maxLength={120}
          autocomplete="off"
          autofocus
          error={fields["name"]}
        />
        <fieldset>
          <legend class="mb-2 text-sm font-medium text-ink-2">{t("flows.startFrom")}</legend>
          <div class="grid grid-cols-2 gap-3 md:grid-cols-3">
            <Card
              name={t("flows.blank")}
              body={t("flows.blankBody")}
              isChosen={templateId === null}
              onChoose={() => setTemplate(null)}
            >
              <SquareDashed size={28} strokeWidth={1.5} class="text-ink-3" />
            </Card>
            {templates.isPending && [1, 2].map((at) => <Skeleton key={at} class="h-44 w-full" />)}
            {templates.data?.templates.map((template) => (
              <Card
                key={template.id}
                name={template.name}
                body={template.description}
                isChosen={templateId === template.id}
                onChoose={() => setTemplate(template.id)}
              >
                {template.flowData.nodes.length > 1 ? (
                  <Sketch flow={template.flowData} />
                ) : (
                  <LayoutTemplate size={28} strokeWidth={1.5} class="text-ink-3" />
                )}
              </Card>
            ))}
          </div>
        </fieldset>
      </form>
    </Dialog>
  );
}

interface CardProps {
  name: string;
  body: string;
  isChosen: boolean;
  onChoose: () => void;
  children: preact.ComponentChildren;
}

const Card = ({ name, body, isChosen, onChoose, children }: CardProps) => (
  <label
    class={`flex cursor-pointer flex-col overflow-hidden rounded-xl border-[1.5px] bg-surface transition has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-brand-glow ${isChosen ? "border-brand-glow shadow-glow" : "border-line hover:border-line-strong"}`}
  >
    <input type="radio" name="template" class="sr-only" checked={isChosen} onChange={onChoose} />
    <span class="grid h-24 place-items-center overflow-hidden bg-canvas">{children}</span>
    <span class="flex flex-col gap-0.5 p-3">
      <bdi class="text-sm font-semibold">{name}</bdi>
      <bdi class="line-clamp-3 text-xs text-ink-3">{body}</bdi>
    </span>
  </label>
);
