import { Braces } from "lucide-preact";
import { t } from "../../i18n/i18n.ts";
import { plain } from "./chat.ts";

/** Variables as they stand; those that differ from `before` are marked. */
export function Values({
  variables,
  before,
}: {
  variables: Record<string, unknown>;
  before?: Record<string, unknown>;
}) {
  const rows = Object.entries(variables);
  if (rows.length === 0) return null;
  return (
    <details open class="max-h-48 overflow-y-auto border-t border-line px-3 py-2 text-xs">
      <summary class="cursor-pointer font-semibold text-ink-2">{t("flows.variables")}</summary>
      <dl class="mt-1.5 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        {rows.map(([name, value]) => {
          const isNew = before !== undefined && plain(before[name]) !== plain(value);
          return (
            <div key={name} class="contents">
              <dt class="flex items-center gap-1 font-mono text-ink-2">
                <Braces size={12} strokeWidth={2} class="shrink-0 text-ink-3" aria-hidden="true" />
                {name}
              </dt>
              <dd class={`min-w-0 truncate ${isNew ? "font-semibold text-info-ink" : "text-ink"}`}>
                <bdi>{plain(value) || "–"}</bdi>
              </dd>
            </div>
          );
        })}
      </dl>
    </details>
  );
}
