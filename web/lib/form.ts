import { useState } from "preact/hooks";
import { ApiError, explain } from "../api.ts";
import { isRecord } from "./record.ts";

export type FieldErrors = Record<string, string>;

/** 422 details `[{ path, message }]` by field name; a nested path is also known by its last part. */
export function fieldErrors(error: unknown): FieldErrors {
  const fields: FieldErrors = {};
  if (!(error instanceof ApiError) || !Array.isArray(error.details)) return fields;
  for (const detail of error.details) {
    if (!isRecord(detail) || typeof detail["message"] !== "string") continue;
    const at = detail["path"];
    const path = Array.isArray(at) ? at.join(".") : typeof at === "string" ? at : "";
    fields[path] ??= detail["message"];
    fields[path.split(".").at(-1) ?? path] ??= detail["message"];
  }
  return fields;
}

/** Text values of a native form, trimmed; files are left out. */
export function formValues(form: HTMLFormElement): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of new FormData(form))
    if (typeof value === "string")
      values[name] = name.toLowerCase().includes("password") ? value : value.trim();
  return values;
}

export interface FormState {
  busy: boolean;
  /** What concerns no single field. */
  error: string | null;
  fields: FieldErrors;
  onSubmit: (event: SubmitEvent) => void;
}

/** Native form, native constraints; the server's refusals land on their fields. */
export function useForm(
  save: (values: Record<string, string>, form: HTMLFormElement) => Promise<void>,
): FormState {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [fields, setFields] = useState<FieldErrors>({});

  const submit = async (form: HTMLFormElement) => {
    setBusy(true);
    setError(null);
    setFields({});
    try {
      await save(formValues(form), form);
    } catch (caught) {
      const wrong = fieldErrors(caught);
      setFields(wrong);
      const shown = [...form.elements].find(
        (el) => el instanceof HTMLElement && (el.getAttribute("name") ?? "") in wrong,
      );
      if (shown instanceof HTMLElement) shown.focus();
      else setError(explain(caught));
    } finally {
      setBusy(false);
    }
  };

  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (!(form instanceof HTMLFormElement) || busy) return;
    const invalid = nativeErrors(form);
    setFields(invalid);
    if (Object.keys(invalid).length === 0) void submit(form);
  };
  return { busy, error, fields, onSubmit };
}

/** The browser's own sentences, shown under the fields; the first wrong one takes focus. */
function nativeErrors(form: HTMLFormElement): FieldErrors {
  const wrong: FieldErrors = {};
  let first: HTMLElement | undefined;
  for (const el of form.elements) {
    if (
      !(
        el instanceof HTMLInputElement ||
        el instanceof HTMLSelectElement ||
        el instanceof HTMLTextAreaElement
      )
    )
      continue;
    if (el.validity.valid || !el.name) continue;
    wrong[el.name] = el.validationMessage;
    first ??= el;
  }
  first?.focus();
  return wrong;
}
