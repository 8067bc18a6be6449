import { ArrowLeft, ChevronDown, CircleCheck, PanelRight, RotateCcw } from "lucide-preact";
import type { Conversation } from "../../src/conversations/schema.ts";
import { api } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { useHotkeys } from "../lib/hotkeys.ts";
import { queryClient } from "../lib/query.ts";
import { can } from "../lib/session.ts";
import { Avatar } from "../ui/avatar.tsx";
import { IconButton, IconLink } from "../ui/icon-button.tsx";
import { Menu } from "../ui/menu.tsx";
import { toast, toastError } from "../ui/toast.ts";
import { showConversation } from "./conversations.ts";
import { typing } from "./live-inbox.ts";
import { ThreadMenu, useAssigning } from "./thread-menu.tsx";
import { nameOf } from "./words.ts";

interface Props {
  conversation: Conversation;
  details: boolean;
  onDetails: () => void;
}

export const ThreadHeader = ({ conversation, details, onDetails }: Props) => (
  <header class="flex h-16 shrink-0 items-center gap-3 border-b border-line bg-surface px-3 md:px-5">
    <span class="md:hidden">
      <IconLink href="/inbox" label={t("inbox.backToList")} icon={BackArrow} />
    </span>
    <Avatar name={nameOf(conversation)} src={conversation.contact.avatarUrl} size={38} />
    <div class="min-w-0 flex-1">
      <h2 class="truncate text-lg leading-5 font-semibold">
        <bdi>{nameOf(conversation)}</bdi>
      </h2>
      <p class="nums truncate text-xs text-ink-3">
        <Subtitle conversation={conversation} />
      </p>
    </div>
    <div class="flex shrink-0 items-center gap-1">
      {can("conversations.assign") && <Assignee conversation={conversation} />}
      {can("conversations.write") && <Resolve conversation={conversation} />}
      <ThreadMenu conversation={conversation} />
      <IconButton
        label={t("inbox.details")}
        icon={PanelRight}
        aria-pressed={details}
        onClick={onDetails}
      />
    </div>
  </header>
);

const BackArrow = (props: { size?: number | string; strokeWidth?: number | string }) => (
  <ArrowLeft {...props} class="rtl:-scale-x-100" />
);

function Subtitle({ conversation }: { conversation: Conversation }) {
  const { id, contact, connectionName } = conversation;
  if (typing.value.has(id))
    return <span class="font-medium text-brand-ink">{t("inbox.typing")}</span>;
  return (
    <>
      {contact.phoneNumber && <bdi dir="ltr">{contact.phoneNumber}</bdi>}{" "}
      <span class="max-lg:hidden">{t("inbox.onConnection", { name: connectionName })}</span>
    </>
  );
}

function Assignee({ conversation }: { conversation: Conversation }) {
  const { assignedAgentName } = conversation;
  const items = useAssigning(conversation);
  return (
    <Menu
      items={items}
      trigger={(props) => (
        <button
          {...props}
          type="button"
          data-tip={
            assignedAgentName ? t("inbox.assignedTo", { name: assignedAgentName }) : undefined
          }
          class="flex h-8 items-center gap-1.5 rounded-md border border-line px-1.5 pe-2 text-sm font-medium text-ink-2 hover:bg-hover max-lg:hidden"
        >
          {assignedAgentName ? <Avatar name={assignedAgentName} size={20} /> : null}
          <span class="max-w-24 truncate ps-0.5">
            {assignedAgentName?.split(" ")[0] ?? t("inbox.assign")}
          </span>
          <ChevronDown size={14} class="text-ink-3" aria-hidden="true" />
        </button>
      )}
    />
  );
}

function Resolve({ conversation }: { conversation: Conversation }) {
  const { id, status } = conversation;
  const done = status === "resolved" || status === "closed";
  const set = async (to: Conversation["status"]) => {
    showConversation(await api("updateConversation", { params: { id }, body: { status: to } }));
    void queryClient.invalidateQueries({ queryKey: ["countConversations"] });
  };
  const toggle = async () => {
    await set(done ? "open" : "resolved");
    if (done) return;
    toast({
      text: t("inbox.resolvedToast"),
      action: { label: t("common.undo"), run: () => void set(status).catch(toastError) },
    });
  };
  const run = () => void toggle().catch(toastError);
  useHotkeys({ e: run });
  const Glyph = done ? RotateCcw : CircleCheck;
  const label = t(done ? "inbox.reopen" : "inbox.resolve");
  return (
    <button
      type="button"
      aria-label={label}
      onClick={run}
      class="flex h-8 items-center gap-1.5 rounded-md bg-brand-soft px-2.5 text-sm font-semibold text-brand-ink transition-colors hover:bg-brand hover:text-on-brand max-md:size-11 max-md:justify-center"
    >
      <Glyph size={16} strokeWidth={2} aria-hidden="true" />
      <span class="max-lg:hidden">{label}</span>
    </button>
  );
}
