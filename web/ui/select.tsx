import { ChevronDown } from "lucide-preact";
import type { JSX } from "preact";
import { Field } from "./field.tsx";

export interface Option {
  value: string;
  label: string;
}

type SelectProps = Omit<
  JSX.IntrinsicElements["select"],
  "class" | "label" | "role" | "size" | "multiple"
> & { options: readonly Option[]; class?: string };

/** The browser's own list: type-ahead, phones' wheels and every keyboard rule come with it. */
export const Select = ({ options, class: extra = "", value, ...rest }: SelectProps) => (
  <span class={`relative block ${extra}`}>
    <select {...rest} value={value} class="control appearance-none pe-9">
      {options.map((option) => (
        <option key={option.value} value={option.value} selected={option.value === value}>
          {option.label}
        </option>
      ))}
    </select>
    <ChevronDown
      size={16}
      class="pointer-events-none absolute end-3 top-1/2 -translate-y-1/2 text-ink-3"
      aria-hidden="true"
    />
  </span>
);

type SelectFieldProps = Omit<SelectProps, "class"> & {
  label: string;
  error?: string | undefined;
  hint?: string | undefined;
  class?: string;
};

export const SelectField = ({
  label,
  error,
  hint,
  class: extra = "",
  ...select
}: SelectFieldProps) => (
  <Field label={label} error={error} hint={hint} class={extra}>
    {(control) => <Select {...select} {...control} />}
  </Field>
);
