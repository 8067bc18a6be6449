import { ListChecks, Reply } from "lucide-preact";
import type { Message } from "../../src/messages/schema.ts";
import { isRecord } from "../lib/record.ts";
import { RichText } from "./rich-text.tsx";
import { summary } from "./words.ts";

const record = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});
const records = (value: unknown) => (Array.isArray(value) ? value.map(record) : []);
const text = (value: unknown): string | undefined =>
  typeof value === "string" && value ? value : undefined;

/** What was offered to tap, or what somebody tapped. */
export function Interactive({ message, filled }: { message: Message; filled: boolean }) {
  if (message.direction === "inbound") return <Answer message={message} />;
  const asked = record(record(message.metadata["content"])["interactive"]);
  const rows = records(asked["sections"]).flatMap((section) => records(section["rows"]));
  const buttons = [
    ...records(asked["buttons"]).map((button) => text(button["title"])),
    text(asked["displayText"]),
  ].filter((title) => title !== undefined);
  const header = text(record(asked["header"])["text"]);
  const footer = text(asked["footer"]);
  const line = filled ? "divide-white/25 border-white/25" : "divide-line border-line";
  return (
    <>
      {header && <p class="font-semibold">{header}</p>}
      <p dir="auto" class="text-base break-words whitespace-pre-wrap">
        <RichText text={summary(message)} />
      </p>
      {footer && <p class="mt-0.5 text-xs opacity-85">{footer}</p>}
      <ul class={`mt-1.5 mb-4 flex flex-col divide-y border-t ${line}`}>
        {buttons.map((title) => (
          <li key={title} class="py-1.5 text-center text-sm font-medium">
            {title}
          </li>
        ))}
        {text(asked["button"]) && (
          <li class="flex items-center gap-1.5 py-1.5 text-sm font-semibold">
            <ListChecks size={15} strokeWidth={2} aria-hidden="true" />
            {text(asked["button"])}
          </li>
        )}
        {rows.map((row, at) => (
          <li key={at} class="py-1.5 text-sm">
            <span class="block font-medium">{text(row["title"])}</span>
            {text(row["description"]) && (
              <span class="block text-xs opacity-85">{text(row["description"])}</span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

const Answer = ({ message }: { message: Message }) => (
  <p dir="auto" class="mb-4 flex items-start gap-1.5 text-base">
    <Reply size={15} strokeWidth={2} class="mt-1 shrink-0 opacity-80" aria-hidden="true" />
    <span class="break-words">{summary(message)}</span>
  </p>
);
