import { Paperclip } from "lucide-preact";
import { useState } from "preact/hooks";
import { uploadMedia } from "../../api.ts";
import { t } from "../../i18n/i18n.ts";
import { useApi } from "../../lib/query.ts";
import { can } from "../../lib/session.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { type Option, SelectField } from "../../ui/select.tsx";
import { toastError } from "../../ui/toast.ts";
import { useBuilder } from "../builder/builder.ts";
import { type FieldProps, labelFor, textOf, useFieldError } from "./field-props.ts";

function Lookup({ options, ...props }: FieldProps & { options: readonly Option[] }) {
  const builder = useBuilder();
  const value = textOf(props.value);
  const isKnown = options.some((one) => one.value === value);
  return (
    <SelectField
      label={labelFor(props)}
      error={useFieldError(props)}
      disabled={!builder.writes}
      value={value}
      options={[
        { value: "", label: t("flows.choose") },
        ...(isKnown || value === "" ? [] : [{ value, label: value }]),
        ...options,
      ]}
      onChange={(event) => props.onValue(event.currentTarget.value)}
    />
  );
}

export function AgentField(props: FieldProps) {
  const users = useApi("listUsers", { query: { limit: 100 } }, { enabled: can("users.read") });
  return (
    <Lookup
      {...props}
      options={(users.data?.data ?? []).map(({ id, firstName, lastName }) => ({
        value: id,
        label: `${firstName} ${lastName}`.trim(),
      }))}
    />
  );
}

export function FlowField(props: FieldProps) {
  const builder = useBuilder();
  const flows = useApi("listFlows", { query: { page: 1, limit: 100 } });
  return (
    <Lookup
      {...props}
      options={(flows.data?.data ?? [])
        .filter(({ id }) => id !== builder.flow.value.id)
        .map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

export function NodeField(props: FieldProps) {
  const builder = useBuilder();
  return (
    <Lookup
      {...props}
      options={builder.draft.value.nodes
        .filter(({ id, type }) => id !== props.nodeId && builder.kindOf(type)?.role !== "start")
        .map((node) => ({ value: node.id, label: builder.titleOf(node) }))}
    />
  );
}

/** Which numbers; none ticked means all. */
export function ConnectionsField(props: FieldProps) {
  const builder = useBuilder();
  const connections = useApi("listConnections", { query: {} });
  const chosen = Array.isArray(props.value) ? props.value.map(String) : [];
  return (
    <fieldset>
      <legend class="mb-1.5 text-sm font-medium text-ink-2">{labelFor(props)}</legend>
      {(connections.data?.data ?? []).map(({ id, name }) => (
        <label key={id} class="flex min-h-8 items-center gap-2.5 text-sm max-md:min-h-11">
          <input
            type="checkbox"
            disabled={!builder.writes}
            checked={chosen.includes(id)}
            class="size-4 accent-primary-600"
            onChange={({ currentTarget: { checked } }) =>
              props.onValue(checked ? [...chosen, id] : chosen.filter((one) => one !== id))
            }
          />
          <bdi class="truncate">{name}</bdi>
        </label>
      ))}
      <p class="mt-1 text-xs text-ink-3">{t("flows.noneMeansAll")}</p>
    </fieldset>
  );
}

export function MediaField(props: FieldProps) {
  const builder = useBuilder();
  const [busy, setBusy] = useState(false);
  const [name, setName] = useState("");
  const upload = async (file: File) => {
    setBusy(true);
    try {
      const media = await uploadMedia(file);
      setName(file.name);
      props.onValue(media.id);
    } catch (error) {
      toastError(error);
    } finally {
      setBusy(false);
    }
  };
  const has = textOf(props.value) !== "";
  return (
    <Field label={labelFor(props)} error={useFieldError(props)}>
      {(control) => (
        <span class="flex items-center gap-2">
          <input
            {...control}
            type="file"
            class="sr-only"
            disabled={!builder.writes}
            onChange={({ currentTarget }) => {
              const file = currentTarget.files?.[0];
              currentTarget.value = "";
              if (file) void upload(file);
            }}
          />
          <Button
            busy={busy}
            disabled={!builder.writes}
            icon={<Paperclip size={15} strokeWidth={2} />}
            onClick={() => document.getElementById(control.id)?.click()}
          >
            {t(has ? "flows.changeFile" : "flows.chooseFile")}
          </Button>
          <bdi class="min-w-0 truncate text-xs text-ink-3">
            {name || (has ? t("flows.fileThere") : "")}
          </bdi>
        </span>
      )}
    </Field>
  );
}
