import { Ellipsis } from "lucide-preact";
import type { Conversation } from "../../src/conversations/schema.ts";
import { api } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { queryClient } from "../lib/query.ts";
import { can, me } from "../lib/session.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { toastError } from "../ui/toast.ts";
import { useColleagues } from "./colleagues.ts";
import { showConversation } from "./conversations.ts";
import { statusWords } from "./words.ts";

const changed = (conversation: Conversation): void => {
  showConversation(conversation);
  void queryClient.invalidateQueries({ queryKey: ["countConversations"] });
};

/** Who may be chosen: oneself, nobody, or a colleague at work. */
export function useAssigning({ id, assignedAgentId }: Conversation): MenuItem[] {
  const colleagues = useColleagues();
  const self = me.value?.user;
  const item = (agentId: string | null, label: string): MenuItem => ({
    label,
    checked: assignedAgentId === agentId,
    onSelect: () =>
      void api("assignConversation", { params: { id }, body: { agentId } }).then(
        changed,
        toastError,
      ),
  });
  const others = colleagues.filter(
    ({ id: one, status }) => one !== self?.id && status === "active",
  );
  return [
    ...(self ? [item(self.id, t("inbox.assignMe"))] : []),
    item(null, t("inbox.assignNobody")),
    ...others.map((user, at) => ({
      ...item(user.id, user.name),
      ...(at === 0 ? { group: t("inbox.team") } : {}),
    })),
  ];
}

const statuses = ["open", "pending", "resolved", "closed"] as const;

/** On phones it also holds what has no room beside the name. */
export function ThreadMenu({ conversation }: { conversation: Conversation }) {
  const { id, status } = conversation;
  const assigning = useAssigning(conversation);
  const items: MenuItem[] = [];
  if (can("conversations.write"))
    for (const [at, one] of statuses.entries())
      items.push({
        label: t(statusWords[one]),
        checked: one === status,
        onSelect: () =>
          void api("updateConversation", { params: { id }, body: { status: one } }).then(
            changed,
            toastError,
          ),
        ...(at === 0 ? { group: t("inbox.statusGroup") } : {}),
      });
  if (can("conversations.assign"))
    items.push(
      ...assigning.map((item, at) =>
        at === 0 ? { ...item, group: t("inbox.assignGroup") } : item,
      ),
    );
  if (items.length === 0) return null;
  return (
    <Menu
      items={items}
      trigger={(props) => <IconButton {...props} label={t("inbox.more")} icon={Ellipsis} />}
    />
  );
}
