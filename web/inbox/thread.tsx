import { SearchX } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import type { Message } from "../../src/messages/schema.ts";
import { ApiError, api } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { useApi } from "../lib/query.ts";
import { can } from "../lib/session.ts";
import { buttonClass } from "../ui/button.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "../ui/states.tsx";
import { Composer } from "./composer.tsx";
import { useLate } from "./late.ts";
import { patchConversation, useConversation } from "./conversations.ts";
import { ThreadHeader } from "./thread-header.tsx";
import { ThreadMessages } from "./thread-messages.tsx";
import { nameOf } from "./words.ts";

const wide = matchMedia("(min-width: 1200px)");

/** One conversation: the messages, what one writes, and who it is with. */
export function Thread({ id }: { id: string }) {
  const found = useConversation(id);
  const [replyTo, setReplyTo] = useState<Message | null>(null);
  const [details, setDetails] = useState(wide.matches);
  const Details = useLate(details, () => import("./details.tsx").then((m) => m.Details));
  const conversation = found.data;
  const connections = useApi("listConnections", { query: { page: 1, limit: 200 } });
  useReading(id, conversation?.unreadCount ?? 0);

  const gone = found.error instanceof ApiError && found.error.status === 404;
  // What one saw before is not kept on the screen once one may no longer see it.
  if (gone || (found.isError && !conversation)) {
    return (
      <section class="min-w-0 flex-1 overflow-y-auto bg-thread">
        {gone ? (
          <EmptyState
            icon={SearchX}
            title={t("inbox.goneTitle")}
            body={t("error.CONVERSATION_NOT_FOUND")}
          >
            <a href="/inbox" class={buttonClass()}>
              {t("inbox.backToList")}
            </a>
          </EmptyState>
        ) : (
          <ErrorState error={found.error} retry={() => void found.refetch()} />
        )}
      </section>
    );
  }
  if (!conversation)
    return (
      <section class="min-w-0 flex-1 bg-thread">
        <SkeletonRows count={5} />
      </section>
    );
  const connection = connections.data?.data.find(
    (one) => one.id === conversation.whatsAppConnectionId,
  );
  return (
    <>
      <section
        aria-label={t("inbox.conversationWith", { name: nameOf(conversation) })}
        class="flex h-full min-w-0 flex-1 flex-col bg-thread"
      >
        <ThreadHeader
          conversation={conversation}
          details={details}
          onDetails={() => setDetails(!details)}
        />
        <ThreadMessages conversation={conversation} onReply={setReplyTo} />
        {can("messages.send") && (
          <Composer
            conversation={conversation}
            connection={connection}
            replyTo={replyTo}
            onReplied={() => setReplyTo(null)}
          />
        )}
      </section>
      {details && Details && (
        <Details
          conversation={conversation}
          connection={connection}
          onClose={() => setDetails(false)}
        />
      )}
    </>
  );
}

/** What is on the screen of somebody who looks is read. */
function useReading(id: string, unread: number): void {
  useEffect(() => {
    if (unread === 0 || !can("conversations.write")) return;
    const mark = () => {
      if (document.visibilityState !== "visible") return;
      patchConversation(id, () => ({ unreadCount: 0 }));
      api("markConversationRead", { params: { id } }).catch(() =>
        patchConversation(id, () => ({ unreadCount: unread })),
      );
    };
    mark();
    document.addEventListener("visibilitychange", mark);
    return () => document.removeEventListener("visibilitychange", mark);
  }, [id, unread]);
}
