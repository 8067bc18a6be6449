import { MessagesSquare } from "lucide-preact";
import { useLocation, useRoute } from "preact-iso";
import { useState } from "preact/hooks";
import { t } from "../i18n/i18n.ts";
import { useDebounced } from "../lib/debounce.ts";
import { useHotkeys } from "../lib/hotkeys.ts";
import { EmptyState, SkeletonRows } from "../ui/states.tsx";
import { ConversationList } from "./conversation-list.tsx";
import { type ListFilter, useConversations } from "./conversations.ts";
import { useLiveInbox } from "./live-inbox.ts";
import { useLate } from "./late.ts";

const startingFilter: ListFilter = { queue: "all", status: "open", search: "" };

/** Together, so that no news slips in between reading a thread and listening to it. */
async function loadThreads() {
  const [{ Thread }, { LiveThreads }] = await Promise.all([
    import("./thread.tsx"),
    import("./live-threads.ts"),
  ]);
  return { Thread, LiveThreads };
}

export function InboxPage() {
  const { params } = useRoute();
  const { route } = useLocation();
  const id = params["id"];
  const [chosen, setChosen] = useState(startingFilter);
  const [search, setSearch] = useState("");
  const [help, setHelp] = useState(false);
  const filter = { ...chosen, search: useDebounced(search.trim()) };
  const list = useConversations(filter);
  const rows = list.data?.pages.flatMap((page) => page.data) ?? [];
  const threads = useLate(true, loadThreads);
  const Shortcuts = useLate(help, () => import("./shortcuts.tsx").then((m) => m.Shortcuts));
  useLiveInbox();

  const step = (by: number) => {
    const at = rows.findIndex((row) => row.id === id);
    const next = rows[at < 0 ? 0 : at + by];
    if (next) route(`/inbox/${next.id}`);
  };
  useHotkeys({
    j: () => step(1),
    k: () => step(-1),
    "?": () => setHelp(true),
    escape: () => {
      if (id) route("/inbox");
    },
  });

  return (
    <div class="relative flex h-full min-h-0 overflow-hidden">
      {threads && <threads.LiveThreads />}
      {id && <h1 class="sr-only md:hidden">{t("shell.inbox")}</h1>}
      <div class={`h-full min-h-0 ${id ? "max-md:hidden" : "w-full"} md:w-auto`}>
        <ConversationList
          filter={filter}
          onFilter={(change) => setChosen({ ...chosen, ...change })}
          search={search}
          onSearch={setSearch}
          list={list}
          rows={rows}
          selected={id}
        />
      </div>
      {id ? (
        threads ? (
          <threads.Thread key={id} id={id} />
        ) : (
          <div class="min-w-0 flex-1 bg-thread">
            <SkeletonRows />
          </div>
        )
      ) : (
        <div class="grid min-w-0 flex-1 place-items-center bg-thread max-md:hidden">
          <EmptyState
            icon={MessagesSquare}
            title={t("inbox.chooseTitle")}
            body={t("inbox.chooseBody")}
          />
        </div>
      )}
      {help && Shortcuts && <Shortcuts onClose={() => setHelp(false)} />}
    </div>
  );
}
