import { ChevronDown, Copy, Reply, SmilePlus } from "lucide-preact";
import type { Message } from "../../src/messages/schema.ts";
import { api } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { copyText } from "../lib/copy.ts";
import { newId } from "../lib/new-id.ts";
import { can } from "../lib/session.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { toastError } from "../ui/toast.ts";
import { patchMessage } from "./messages.ts";

const emojis = ["👍", "❤️", "😂", "😮", "😢", "🙏"] as const;

async function react(message: Message, emoji: string): Promise<void> {
  const { id, conversationId, reactions } = message;
  const others = reactions.filter(({ from }) => from !== "us");
  patchMessage(conversationId, id, () => ({
    reactions: emoji ? [...others, { emoji, from: "us" }] : others,
  }));
  try {
    await api(
      "sendConversationMessage",
      {
        params: { id: conversationId },
        body: { content: { type: "reaction", messageId: id, emoji } },
      },
      { idempotencyKey: newId() },
    );
  } catch (error) {
    patchMessage(conversationId, id, () => ({ reactions }));
    throw error;
  }
}

interface Props {
  message: Message;
  out: boolean;
  onReply: (message: Message) => void;
}

export function BubbleActions({ message, out, onReply }: Props) {
  const own = message.reactions.find(({ from }) => from === "us")?.emoji;
  const items: MenuItem[] = [];
  if (can("messages.send") && message.whatsAppMessageId) {
    items.push({ label: t("inbox.reply"), icon: Reply, onSelect: () => onReply(message) });
    for (const [at, emoji] of emojis.entries())
      items.push({
        label: emoji,
        checked: own === emoji,
        onSelect: () => void react(message, own === emoji ? "" : emoji).catch(toastError),
        ...(at === 0 ? { icon: SmilePlus, group: t("inbox.react") } : {}),
      });
  }
  const { content } = message;
  if (content)
    items.push({
      label: t("common.copy"),
      icon: Copy,
      group: "",
      onSelect: () => void copyText(content).catch(toastError),
    });
  if (items.length === 0) return null;
  return (
    <span
      class={`absolute top-0 opacity-0 transition-opacity group-hover:opacity-100 focus-within:opacity-100 pointer-coarse:opacity-70 ${out ? "end-full me-1" : "start-full ms-1"}`}
    >
      <Menu
        items={items}
        align={out ? "end" : "start"}
        trigger={(props) => (
          <IconButton {...props} label={t("inbox.messageActions")} icon={ChevronDown} size={16} />
        )}
      />
    </span>
  );
}
