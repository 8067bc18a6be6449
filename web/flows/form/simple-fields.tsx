import { t } from "../../i18n/i18n.ts";
import { Field } from "../../ui/field.tsx";
import { Select, SelectField } from "../../ui/select.tsx";
import { useId, useState } from "preact/hooks";
import { useBuilder } from "../builder/builder.ts";
import { humanised, labelOf, valueWord } from "../graph/words.ts";
import { type FieldProps, labelFor, textOf, useFieldError } from "./field-props.ts";
import { builtIn, ownVariables } from "./variable-picker.tsx";

export function ChoiceField(props: FieldProps) {
  const { form, value, onValue } = props;
  const builder = useBuilder();
  return (
    <SelectField
      label={labelFor(props)}
      error={useFieldError(props)}
      disabled={!builder.writes}
      value={textOf(value)}
      options={(form.enum ?? []).map((one) => ({ value: String(one), label: valueWord(one) }))}
      onChange={(event) => {
        const picked = event.currentTarget.value;
        onValue(form.enum?.find((one) => String(one) === picked) ?? picked);
      }}
    />
  );
}

export function SwitchField(props: FieldProps) {
  const { form, name, value, onValue } = props;
  const builder = useBuilder();
  return (
    <label class="flex min-h-9 items-center gap-2.5 text-sm font-medium text-ink-2 max-md:min-h-11">
      <input
        type="checkbox"
        checked={value === true}
        disabled={!builder.writes}
        class="size-4 accent-primary-600"
        onChange={(event) => onValue(event.currentTarget.checked)}
      />
      {labelOf(form, name)}
    </label>
  );
}

export function NumberField(props: FieldProps) {
  const { form, value, onValue } = props;
  const builder = useBuilder();
  return (
    <Field label={labelFor(props)} error={useFieldError(props)}>
      {(control) => (
        <input
          {...control}
          type="number"
          class="control nums text-sm"
          readOnly={!builder.writes}
          value={typeof value === "number" ? value : ""}
          min={form.minimum}
          max={form.maximum}
          step={form.type === "integer" ? 1 : "any"}
          onInput={(event) => {
            const { valueAsNumber } = event.currentTarget;
            onValue(Number.isNaN(valueAsNumber) ? undefined : valueAsNumber);
          }}
        />
      )}
    </Field>
  );
}

/** Suggests names; takes others too. */
function Suggested(
  props: FieldProps & { suggestions: readonly [value: string, label: string][]; mono?: boolean },
) {
  const { value, onValue, suggestions, mono = false } = props;
  const builder = useBuilder();
  const id = useId();
  return (
    <Field label={labelFor(props)} error={useFieldError(props)}>
      {(control) => (
        <>
          <input
            {...control}
            list={id}
            dir="ltr"
            autocomplete="off"
            spellcheck={false}
            readOnly={!builder.writes}
            class={`control text-sm ${mono ? "font-mono" : ""}`}
            value={textOf(value)}
            onInput={(event) => onValue(event.currentTarget.value)}
          />
          <datalist id={id}>
            {suggestions.map(([name, label]) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}

export function VariableField(props: FieldProps) {
  const builder = useBuilder();
  return <Suggested {...props} suggestions={ownVariables(builder).map((name) => [name, name])} />;
}

export function ReferenceField(props: FieldProps) {
  const builder = useBuilder();
  const own = ownVariables(builder).map((name): [string, string] => [name, name]);
  return (
    <Suggested
      {...props}
      suggestions={[...own, ...builtIn.map(([path, label]): [string, string] => [path, t(label)])]}
    />
  );
}

export const PathField = (props: FieldProps) => (
  <Suggested
    {...props}
    mono
    suggestions={[
      ["$.id", humanised("id")],
      ["$.data[0]", humanised("first")],
    ]}
  />
);

export function TimeField(props: FieldProps) {
  const builder = useBuilder();
  return (
    <Field label={labelFor(props)} error={useFieldError(props)}>
      {(control) => (
        <input
          {...control}
          type="time"
          class="control nums text-sm"
          readOnly={!builder.writes}
          value={textOf(props.value)}
          onInput={(event) => props.onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

const units = [
  ["minutes", 1],
  ["hours", 60],
  ["days", 1440],
] as const;
const unitOf = (minutes: number) =>
  units.findLast(([, size]) => minutes > 0 && minutes % size === 0) ?? units[0];

/** Minutes in the data, the unit people think in on the screen. */
export function DurationField(props: FieldProps) {
  const { value, onValue } = props;
  const builder = useBuilder();
  const minutes = typeof value === "number" ? value : 0;
  const [unit, setUnit] = useState<string>(() => unitOf(minutes)[0]);
  const size = units.find(([name]) => name === unit)?.[1] ?? 1;
  return (
    <Field label={labelFor(props)} error={useFieldError(props)}>
      {(control) => (
        <span class="grid grid-cols-[1fr_1.3fr] gap-2">
          <input
            {...control}
            type="number"
            min={0}
            class="control nums text-sm"
            readOnly={!builder.writes}
            value={minutes / size}
            onInput={(event) => {
              const { valueAsNumber } = event.currentTarget;
              if (!Number.isNaN(valueAsNumber)) onValue(Math.round(valueAsNumber * size));
            }}
          />
          <Select
            aria-label={t("flows.unit")}
            disabled={!builder.writes}
            value={unit}
            options={units.map(([name]) => ({ value: name, label: valueWord(name) }))}
            onChange={(event) => {
              const picked = event.currentTarget.value;
              setUnit(picked);
              onValue((minutes / size) * (units.find(([name]) => name === picked)?.[1] ?? 1));
            }}
          />
        </span>
      )}
    </Field>
  );
}
