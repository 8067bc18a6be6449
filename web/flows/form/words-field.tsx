import { useState } from "preact/hooks";
import { t } from "../../i18n/i18n.ts";
import { Chip } from "../../ui/badge.tsx";
import { Field } from "../../ui/field.tsx";
import { useBuilder } from "../builder/builder.ts";
import { type FieldProps, labelFor, useFieldError } from "./field-props.ts";

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Short texts as chips: keywords, tags. Enter or a comma adds one. */
export function WordsField(props: FieldProps) {
  const { form, value, onValue } = props;
  const builder = useBuilder();
  const [typed, setTyped] = useState("");
  const words = listOf(value);
  const add = () => {
    const fresh = typed
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word !== "" && !words.includes(word));
    if (fresh.length > 0) onValue([...words, ...fresh].slice(0, form.maxItems ?? 50));
    setTyped("");
  };
  return (
    <Field
      label={labelFor(props)}
      error={useFieldError(props)}
      hint={builder.writes ? t("flows.wordsHint") : undefined}
    >
      {(control) => (
        <>
          {words.length > 0 && (
            <span class="mb-1.5 flex flex-wrap gap-1">
              {words.map((word) => (
                <Chip
                  key={word}
                  label={word}
                  {...(builder.writes && {
                    onRemove: () => onValue(words.filter((one) => one !== word)),
                  })}
                />
              ))}
            </span>
          )}
          {builder.writes && (
            <input
              {...control}
              dir="auto"
              autocomplete="off"
              class="control text-sm"
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
              onBlur={add}
              onKeyDown={(event) => {
                if (event.key === "Enter" || event.key === ",") {
                  event.preventDefault();
                  add();
                } else if (event.key === "Backspace" && typed === "" && words.length > 0)
                  onValue(words.slice(0, -1));
              }}
            />
          )}
        </>
      )}
    </Field>
  );
}
