import { useEffect, useRef } from "preact/hooks";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import type { Conversation } from "../../src/conversations/schema.ts";
import { ConversationRow } from "./conversation-row.tsx";

interface Props {
  rows: Conversation[];
  selected: string | undefined;
  /** The end is near. */
  onEnd: () => void;
}

/** Only the rows on the screen exist, however long the list is. */
export function VirtualRows({ rows, selected, onEnd }: Props) {
  const ref = useRef<VirtualizerHandle>(null);
  const at = rows.findIndex((row) => row.id === selected);
  useEffect(() => {
    if (at >= 0) ref.current?.scrollToIndex(at, { align: "nearest" });
  }, [selected]);
  const onScroll = () => {
    const view = ref.current;
    if (view && view.scrollOffset + view.viewportSize > view.scrollSize - 800) onEnd();
  };
  return (
    <Virtualizer ref={ref} data={rows} onScroll={onScroll}>
      {(row: Conversation) => (
        <div key={row.id} class="pb-0.5">
          <ConversationRow row={row} on={row.id === selected} />
        </div>
      )}
    </Virtualizer>
  );
}
