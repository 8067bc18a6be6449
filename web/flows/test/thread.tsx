import { MessageCircle } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { humanised } from "../graph/words.ts";
import { ShownMessage } from "../preview/preview.tsx";
import { type ChatLine, type Line, type Option, type Result, drawn, plain } from "./chat.ts";

interface Props {
  lines: readonly Line[];
  result: Result | null;
  failed: string | null;
  onTap: (option: Option) => void;
}

export function Thread({ lines, result, failed, onTap }: Props) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => end.current?.scrollIntoView({ block: "nearest" }), [result]);
  const chat = result?.chat ?? [];
  const last = chat.findLastIndex(({ from }) => from === "bot");
  return (
    <div
      role="log"
      aria-label={t("flows.testTitle")}
      tabIndex={0}
      class="flex min-h-0 flex-1 flex-col gap-1.5 overflow-y-auto bg-thread p-3"
    >
      {lines.length === 0 && (
        <p class="m-auto flex max-w-56 flex-col items-center gap-2 text-center text-sm text-ink-3">
          <MessageCircle size={26} strokeWidth={1.6} aria-hidden="true" />
          {t("flows.testHint")}
        </p>
      )}
      {chat.map((line, at) => (
        <Entry key={at} line={line} onTap={at === last ? onTap : null} />
      ))}
      {failed !== null && (
        <p role="alert" class="rounded-lg bg-bad-soft px-3 py-2 text-sm text-bad-ink">
          {failed}
        </p>
      )}
      {result && <Ending result={result} />}
      <div ref={end} />
    </div>
  );
}

function Entry({ line, onTap }: { line: ChatLine; onTap: ((option: Option) => void) | null }) {
  if (line.from === "engine")
    return (
      <p class="self-center rounded-full bg-info-soft px-3 py-0.5 text-center text-2xs text-info-ink">
        {done(line.content)}
      </p>
    );
  const { shown, options } = drawn(line.content);
  if (line.from === "contact")
    return (
      <p
        dir="auto"
        class="max-w-[85%] self-end rounded-2xl rounded-ee-sm bg-bubble-out px-3 py-1.5 text-sm break-words text-on-brand"
      >
        {shown.body || t("flows.testNoText")}
      </p>
    );
  return (
    <div class="flex max-w-[88%] flex-col items-start gap-1.5">
      <ShownMessage message={shown} />
      {options.length > 0 && (
        <div class="flex flex-wrap gap-1.5">
          {options.map((option) => (
            <Button
              key={option.id}
              size="sm"
              disabled={onTap === null}
              onClick={() => onTap?.(option)}
            >
              {option.title}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}

/** An act of the engine in one line: `Tag: contact, vip`. */
function done(content: Record<string, unknown>): string {
  const { act, ...rest } = content;
  const values = Object.values(rest)
    .map(plain)
    .filter((text) => text !== "" && text !== "[]");
  return `${humanised(plain(act))}${values.length > 0 ? ` · ${values.join(", ")}` : ""}`;
}

function Ending({ result: { status, endLabel, error } }: { result: Result }) {
  if (error)
    return (
      <p role="alert" class="rounded-lg bg-bad-soft px-3 py-2 text-sm text-bad-ink">
        {error.reason}
      </p>
    );
  if (status === "completed")
    return (
      <p class="self-center text-xs text-ink-3">
        {endLabel ? t("flows.endedAs", { label: endLabel }) : t("flows.ended")}
      </p>
    );
  if (status === "not_started")
    return <p class="self-center text-xs text-ink-3">{t("flows.notStarted")}</p>;
  return null;
}
