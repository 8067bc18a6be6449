import type { Heard, NodeContext, Outcome, Signal } from "../node.ts";
import { inMinutes } from "./fields.ts";

interface Option {
  id: string;
  title: string;
}
interface Asked {
  options: readonly Option[];
  saveTo: string;
  retries: number;
  retryText: string;
  timeoutMinutes: number;
}

const folded = (text: string): string => text.normalize("NFKC").trim().toLowerCase();

/** By the tapped id, the words of an option, or its number: channels without buttons show a numbered text. */
function chosen(options: readonly Option[], { replyId, text }: Heard): Option | undefined {
  const said = folded(text);
  return (
    options.find(({ id }) => id === replyId) ??
    options.find(({ title }) => folded(title) === said) ??
    options[/^\d{1,2}$/.test(said) ? Number(said) - 1 : -1]
  );
}

/** The way on after a question with given answers. */
export function choose(asked: Asked, ctx: NodeContext, signal: Signal): Outcome {
  if (signal.kind !== "answer") return { go: "timeout" };
  const option = chosen(asked.options, signal.message);
  if (option) {
    const set = asked.saveTo === "" ? {} : { [asked.saveTo]: option.title };
    return { set, go: option.id, told: { chosen: option.title } };
  }
  const tries = Number(ctx.state["tries"] ?? 0);
  if (tries >= asked.retries) return { go: "other", told: { heard: signal.message.text } };
  const again = ctx.text(asked.retryText);
  return {
    ...(again.trim() === "" ? {} : { say: [{ type: "text", text: again, previewUrl: true }] }),
    wait: {
      for: "answer",
      until: inMinutes(ctx.now, asked.timeoutMinutes),
      state: { tries: tries + 1 },
    },
    told: { heard: signal.message.text },
  };
}
