import { CircleAlert } from "lucide-preact";
import type { AllHTMLAttributes, ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { t } from "../i18n/i18n.ts";
import { Input } from "./input.tsx";

interface Labelling {
  label: string;
  error?: string | undefined;
  hint?: string | undefined;
  /** Shown beside the label; a field is required unless it says so. */
  optional?: boolean;
  class?: string;
}

interface ControlProps {
  id: string;
  "aria-invalid": boolean | undefined;
  "aria-describedby": string | undefined;
}

interface FieldProps extends Labelling {
  /** Placed at the end of the label's line. */
  aside?: ComponentChildren;
  children: (control: ControlProps) => ComponentChildren;
}

export function Field({
  label,
  error,
  hint,
  optional,
  aside,
  class: extra = "",
  children,
}: FieldProps) {
  const id = useId();
  const described = error ? `${id}-error` : hint ? `${id}-hint` : undefined;
  return (
    <div class={`min-w-0 ${extra}`}>
      <div class="mb-1.5 flex items-baseline gap-1.5 text-sm">
        <label for={id} class="font-medium text-ink-2">
          {label}
        </label>
        {optional && <span class="text-xs text-ink-3">{t("common.optional")}</span>}
        {aside && <span class="ms-auto">{aside}</span>}
      </div>
      {children({ id, "aria-invalid": error ? true : undefined, "aria-describedby": described })}
      <FieldNote id={id} error={error} hint={hint} />
    </div>
  );
}

function FieldNote({
  id,
  error,
  hint,
}: {
  id: string;
  error: string | undefined;
  hint: string | undefined;
}) {
  if (error)
    return (
      <p
        id={`${id}-error`}
        role="alert"
        class="mt-1.5 flex animate-fade-in items-start gap-1 text-xs text-bad-ink"
      >
        <CircleAlert size={13} strokeWidth={2.2} class="mt-[3px] shrink-0" aria-hidden="true" />
        {error}
      </p>
    );
  return hint ? (
    <p id={`${id}-hint`} class="mt-1.5 text-xs text-ink-3">
      {hint}
    </p>
  ) : null;
}

type InputProps = Omit<AllHTMLAttributes<HTMLInputElement>, "label" | "class">;
type TextFieldProps = InputProps & Labelling & { aside?: ComponentChildren };

/** A labelled input; required unless `optional`. */
export const TextField = ({
  label,
  error,
  hint,
  optional = false,
  aside,
  class: extra = "",
  ...input
}: TextFieldProps) => (
  <Field label={label} error={error} hint={hint} optional={optional} aside={aside} class={extra}>
    {(control) => <Input required={!optional} {...input} {...control} class="control" />}
  </Field>
);

type AreaProps = Omit<JSX.IntrinsicElements["textarea"], "label" | "class"> & Labelling;

export const TextareaField = ({
  label,
  error,
  hint,
  optional = false,
  class: extra = "",
  ...area
}: AreaProps) => (
  <Field label={label} error={error} hint={hint} optional={optional} class={extra}>
    {(control) => (
      <textarea
        rows={3}
        required={!optional}
        {...area}
        {...control}
        class="control max-h-80 py-2"
      />
    )}
  </Field>
);
