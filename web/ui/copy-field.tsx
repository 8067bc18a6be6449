import { Check, Copy } from "lucide-preact";
import { useState } from "preact/hooks";
import { t } from "../i18n/i18n.ts";
import { copyText } from "../lib/copy.ts";
import { Field } from "./field.tsx";
import { IconButton } from "./icon-button.tsx";
import { toastError } from "./toast.ts";

/** A value to take elsewhere, such as a webhook address. */
export function CopyField({ label, value, hint }: { label: string; value: string; hint?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await copyText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <span class="relative block">
          <input
            {...control}
            readOnly
            dir="ltr"
            value={value}
            class="control pe-12 font-mono text-xs"
            onFocus={(event) => event.currentTarget.select()}
          />
          <IconButton
            label={t(copied ? "common.copied" : "common.copy")}
            icon={copied ? Check : Copy}
            class="absolute end-1 top-1/2 -translate-y-1/2"
            onClick={() => void copy().catch(toastError)}
          />
          <span role="status" class="sr-only">
            {copied ? t("common.copied") : ""}
          </span>
        </span>
      )}
    </Field>
  );
}
