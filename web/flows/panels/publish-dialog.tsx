import { CircleAlert, Rocket } from "lucide-preact";
import { useState } from "preact/hooks";
import { ApiError, api, explain } from "../../api.ts";
import { t } from "../../i18n/i18n.ts";
import { queryClient } from "../../lib/query.ts";
import { isRecord } from "../../lib/record.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextareaField } from "../../ui/field.tsx";
import { toast } from "../../ui/toast.ts";
import type { Autosave } from "../builder/autosave.ts";
import { useBuilder } from "../builder/builder.ts";
import { ProblemList } from "../problems/panel.tsx";

interface Props {
  saves: Autosave;
  onClose: () => void;
}

/** Saves, then publishes exactly what was saved. Errors forbid it, warnings are shown. */
export function PublishDialog({ saves, onClose }: Props) {
  const builder = useBuilder();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const [attempt] = useState(() => crypto.randomUUID());
  const problems = builder.problems.value;
  const errors = problems.filter(({ severity }) => severity === "error").length;

  const publish = async () => {
    setBusy(true);
    setFailed(null);
    try {
      if (!(await saves.flush())) {
        setFailed(t("flows.notSaved"));
        return;
      }
      const revision = saves.revision();
      const flow = await api(
        "publishFlow",
        {
          params: { id: builder.flow.value.id },
          body: { revision, ...(note.trim() && { note: note.trim() }) },
        },
        { idempotencyKey: `${attempt}-${revision}` },
      );
      builder.flow.value = flow;
      for (const key of ["listFlows", "listFlowVersions"])
        void queryClient.invalidateQueries({ queryKey: [key] });
      toast({ text: t("flows.published", { version: flow.publishedVersion ?? 1 }) });
      onClose();
    } catch (error) {
      setFailed(testsOf(error) ?? explain(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t("flows.publishTitle")}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button
            variant="primary"
            busy={busy}
            disabled={errors > 0}
            icon={<Rocket size={16} strokeWidth={2} />}
            onClick={() => void publish()}
          >
            {t(errors === 0 && problems.length > 0 ? "flows.publishAnyway" : "flows.publish")}
          </Button>
        </>
      }
    >
      <div class="flex flex-col gap-4 pt-1">
        {failed && (
          <Banner tone="bad" icon={CircleAlert} urgent>
            {failed}
          </Banner>
        )}
        <p class="text-sm text-ink-2">
          {t(
            errors > 0
              ? "flows.publishErrors"
              : problems.length > 0
                ? "flows.publishWarnings"
                : "flows.publishBody",
          )}
        </p>
        {problems.length > 0 && (
          <div class="-mx-2">
            <ProblemList onPick={onClose} />
          </div>
        )}
        {errors === 0 && (
          <TextareaField
            label={t("flows.publishNote")}
            hint={t("flows.publishNoteHint")}
            optional
            maxLength={500}
            value={note}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
        )}
      </div>
    </Dialog>
  );
}

/** Names of the scripted conversations that did not come out as written. */
function testsOf(error: unknown): string | undefined {
  if (!(error instanceof ApiError) || !isRecord(error.details)) return undefined;
  const { failed } = error.details;
  return Array.isArray(failed) ? `${explain(error)} ${failed.map(String).join(", ")}` : undefined;
}
