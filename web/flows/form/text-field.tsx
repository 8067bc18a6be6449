import { useRef } from "preact/hooks";
import { literalLength } from "../../../src/flows/check/references.ts";
import { formatNumber } from "../../lib/format.ts";
import { useBuilder } from "../builder/builder.ts";
import { Field } from "../../ui/field.tsx";
import { type FieldProps, labelFor, textOf, useFieldError } from "./field-props.ts";
import { VariablePicker } from "./variable-picker.tsx";

/** A text that may hold variables: `{{contact.name}}`. */
export function TextWidget(props: FieldProps) {
  const { form, value, onValue } = props;
  const builder = useBuilder();
  const ref = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  const text = textOf(value);
  const isLong =
    form.widget === "longtext" || (form.widget === "sealed-text" && (form.maxLength ?? 0) > 4000);
  const common = {
    value: text,
    dir: "auto" as const,
    readOnly: !builder.writes,
    onInput: (event: { currentTarget: { value: string } }) => onValue(event.currentTarget.value),
  };
  const insert = (reference: string) => {
    const field = ref.current;
    const from = field?.selectionStart ?? text.length;
    const to = field?.selectionEnd ?? text.length;
    onValue(`${text.slice(0, from)}${reference}${text.slice(to)}`);
    requestAnimationFrame(() => {
      field?.focus();
      field?.setSelectionRange(from + reference.length, from + reference.length);
    });
  };
  return (
    <Field
      label={labelFor(props)}
      error={useFieldError(props)}
      aside={
        <span class="flex items-center gap-1">
          <Room text={text} max={form.maxLength} />
          {builder.writes && (
            <VariablePicker withSecrets={form.widget === "sealed-text"} onPick={insert} />
          )}
        </span>
      }
    >
      {(control) =>
        isLong ? (
          <textarea
            ref={ref}
            {...common}
            {...control}
            rows={3}
            class="control max-h-72 py-2 text-sm"
          />
        ) : (
          <input ref={ref} {...common} {...control} autocomplete="off" class="control text-sm" />
        )
      }
    </Field>
  );
}

/** Shown once it gets tight. */
function Room({ text, max }: { text: string; max: number | undefined }) {
  if (max === undefined) return null;
  const used = literalLength(text);
  if (used < max * 0.7) return null;
  return (
    <span class={`nums text-2xs ${used > max ? "font-semibold text-bad-ink" : "text-ink-3"}`}>
      <bdi>
        {formatNumber(used)}/{formatNumber(max)}
      </bdi>
    </span>
  );
}
