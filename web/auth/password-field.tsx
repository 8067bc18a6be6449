import { Eye, EyeOff } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t } from "../i18n/i18n.ts";
import { Field } from "../ui/field.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Input } from "../ui/input.tsx";

interface Props {
  name: string;
  label: string;
  autocomplete: "current-password" | "new-password";
  error?: string | undefined;
  hint?: string;
  aside?: ComponentChildren;
  required?: boolean;
}

export function PasswordField({
  name,
  label,
  autocomplete,
  error,
  hint,
  aside,
  required = true,
}: Props) {
  const [shown, setShown] = useState(false);
  const length = autocomplete === "new-password" ? { minLength: 10 } : {};
  return (
    <Field label={label} error={error} hint={hint} aside={aside}>
      {(control) => (
        <span class="relative block">
          <Input
            {...control}
            {...length}
            name={name}
            type={shown ? "text" : "password"}
            autocomplete={autocomplete}
            required={required}
            maxLength={200}
            class="control pe-11"
          />
          <IconButton
            label={t(shown ? "auth.hidePassword" : "auth.showPassword")}
            icon={shown ? EyeOff : Eye}
            class="absolute end-1 top-1/2 -translate-y-1/2 max-md:end-0"
            onClick={() => setShown(!shown)}
          />
        </span>
      )}
    </Field>
  );
}
