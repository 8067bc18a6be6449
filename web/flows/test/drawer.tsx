import { FastForward, RotateCcw, Save, SendHorizontal } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { ApiError, api, explain } from "../../api.ts";
import { t } from "../../i18n/i18n.ts";
import { useApi } from "../../lib/query.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Select } from "../../ui/select.tsx";
import { toast, toastError } from "../../ui/toast.ts";
import { useBuilder } from "../builder/builder.ts";
import { type Line, type Result, type Script, litBy, recorded } from "./chat.ts";
import { Thread } from "./thread.tsx";
import { Values } from "./values.tsx";

const over = new Set(["completed", "failed", "cancelled", "expired", "not_started"]);

/** A chat with the draft: the whole conversation is played anew with every line, and nothing is sent. */
export function TestDrawer() {
  const builder = useBuilder();
  const [lines, setLines] = useState<Line[]>([]);
  const [contactId, setContact] = useState("");
  const [result, setResult] = useState<Result | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const contact = useTester(contactId);
  const flowId = builder.flow.value.id;
  const draft = builder.draft.value;

  useEffect(() => {
    if (lines.length === 0) {
      setResult(null);
      builder.lit.value = null;
      return;
    }
    const abort = new AbortController();
    const script: Script = { lines, ...(contact && { contact }) };
    api(
      "simulateFlow",
      { params: { id: flowId }, body: { script, flowData: draft } },
      { signal: abort.signal },
    ).then(
      (played) => {
        setFailed(null);
        setResult(played);
        builder.lit.value = litBy(played.steps, flowId, {
          nodeId: played.nodeId,
          isOver: over.has(played.status),
        });
      },
      (error: unknown) => {
        if (error instanceof ApiError) setFailed(explain(error));
      },
    );
    return () => abort.abort();
  }, [lines, contact, draft]);

  const say = (text: string, replyId?: string) =>
    setLines([
      ...lines,
      { do: "say", message: { text, ...(replyId !== undefined && { replyId }) } },
    ]);
  return (
    <aside
      aria-label={t("flows.testTitle")}
      class="flex w-92 shrink-0 flex-col overflow-hidden border-s border-line bg-surface max-lg:absolute max-lg:inset-y-0 max-lg:end-0 max-lg:z-20 max-lg:shadow-lg max-md:inset-x-0 max-md:top-auto max-md:h-[58%] max-md:w-full max-md:border-t"
    >
      <Head
        contactId={contactId}
        onContact={setContact}
        onRestart={() => setLines([])}
        onKeep={
          result && builder.writes
            ? () =>
                void keep(flowId, {
                  lines: recorded(lines, result.chat),
                  ...(contact && { contact }),
                })
            : null
        }
      />
      <Thread
        lines={lines}
        result={result}
        failed={failed}
        onTap={({ id, title }) => say(title, id)}
      />
      {result?.waitingFor === "time" && (
        <SkipTime onSkip={(minutes) => setLines([...lines, { do: "skip", minutes }])} />
      )}
      {result && <Values variables={result.variables} />}
      <Composer onSay={say} />
    </aside>
  );
}

/** The contact whom the test pretends to be; the same object until another one is chosen. */
function useTester(id: string): Script["contact"] | undefined {
  const found = useApi("getContact", { params: { id } }, { enabled: id !== "" });
  const [tester, setTester] = useState<Script["contact"]>();
  useEffect(() => {
    if (id === "" || !found.data || found.data.id !== id) setTester(undefined);
    else {
      const { name, phoneNumber, email, tags } = found.data;
      setTester({
        ...(name && { name }),
        ...(phoneNumber && { phone: phoneNumber }),
        ...(email && { email }),
        tags,
      });
    }
  }, [id, found.data]);
  return tester;
}

async function keep(id: string, script: Script): Promise<void> {
  try {
    const said = script.lines?.flatMap((line) =>
      line.do === "say" ? [line.message.text ?? ""] : [],
    );
    const name = (said?.join(" → ") ?? "").slice(0, 100) || t("flows.testTitle");
    await api("addFlowTest", { params: { id }, body: { name, script } });
    toast({ text: t("flows.testKept", { name }) });
  } catch (error) {
    toastError(error);
  }
}

interface HeadProps {
  contactId: string;
  onContact: (id: string) => void;
  onRestart: () => void;
  onKeep: (() => void) | null;
}

function Head({ contactId, onContact, onRestart, onKeep }: HeadProps) {
  const contacts = useApi("listContacts", { query: { limit: 50 } });
  return (
    <header class="flex items-center gap-1 border-b border-line p-2.5">
      <Select
        aria-label={t("flows.testAs")}
        class="min-w-0 flex-1"
        value={contactId}
        options={[
          { value: "", label: t("flows.testAsSomebody") },
          ...(contacts.data?.data ?? []).map(({ id, name, phoneNumber }) => ({
            value: id,
            label: name ?? phoneNumber ?? id,
          })),
        ]}
        onChange={(event) => onContact(event.currentTarget.value)}
      />
      {onKeep && <IconButton label={t("flows.testKeep")} icon={Save} onClick={onKeep} />}
      <IconButton label={t("flows.testRestart")} icon={RotateCcw} onClick={onRestart} />
    </header>
  );
}

const spans = [
  [60, "flows.skipHour"],
  [24 * 60, "flows.skipDay"],
  [7 * 24 * 60, "flows.skipWeek"],
] as const;

const SkipTime = ({ onSkip }: { onSkip: (minutes: number) => void }) => (
  <div class="flex flex-wrap items-center gap-1.5 border-t border-line bg-info-soft px-3 py-2 text-info-ink">
    <FastForward size={16} strokeWidth={2} aria-hidden="true" />
    <span class="flex-1 text-sm font-medium">{t("flows.waitsForTime")}</span>
    {spans.map(([minutes, word]) => (
      <Button key={minutes} size="sm" onClick={() => onSkip(minutes)}>
        {t(word)}
      </Button>
    ))}
  </div>
);

function Composer({ onSay }: { onSay: (text: string) => void }) {
  const [text, setText] = useState("");
  return (
    <form
      class="flex items-center gap-2 border-t border-line p-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === "") return;
        onSay(text.trim());
        setText("");
      }}
    >
      <input
        aria-label={t("flows.testMessage")}
        placeholder={t("flows.testMessage")}
        dir="auto"
        autocomplete="off"
        class="control text-sm"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <IconButton
        type="submit"
        label={t("flows.testSend")}
        icon={SendHorizontal}
        class="bg-brand! text-on-brand! hover:bg-brand-hover! rtl:-scale-x-100"
      />
    </form>
  );
}
