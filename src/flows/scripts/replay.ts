import { z } from "zod";
import { findChat, type StepRow } from "../run-queries.ts";
import { listSteps, type RunWithVersion } from "../runs/queries.ts";
import { contentOf } from "../publish.ts";
import { play } from "./play.ts";
import { Script, type ScriptLine, type ScriptResult } from "./schema.ts";

const Answered = z.object({
  message: z.object({
    type: z.string(),
    text: z.string(),
    replyId: z.string().nullable(),
    location: z.object({ latitude: z.number(), longitude: z.number() }).nullable(),
  }),
});
const Response = z.object({ status: z.int(), body: z.string() });
const MINUTE_MS = 60_000;
const KNOWN = new Set(["text", "image", "video", "audio", "document", "location"]);

/** A past run played on the draft: the same answers at the same times, nothing sent. */
export async function replay({ run }: RunWithVersion): Promise<ScriptResult> {
  const chat = await findChat(run.conversationId);
  const steps = await listSteps(run.id);
  const script = Script.parse({
    now: run.startedAt.toISOString(),
    seed: run.id,
    variables: run.initialVariables,
    ...(chat
      ? {
          contact: {
            name: chat.contact.name ?? "",
            phone: chat.contact.phoneNumber ?? "",
            email: chat.contact.email,
            tags: chat.contact.tags,
            fields: chat.contact.customFields,
          },
        }
      : {}),
    lines: linesOf(run.startedAt, run.startedBy.value, steps),
  });
  return play(run.flowId, await contentOf(run.flowId, "draft"), script);
}

function linesOf(
  startedAt: Date,
  opening: string | undefined,
  steps: readonly StepRow[],
): ScriptLine[] {
  const lines: ScriptLine[] = opening
    ? [{ do: "say", message: { type: "text", text: opening } }]
    : [];
  let at = startedAt.getTime();
  for (const step of steps) {
    if (step.cause === "enter") continue;
    const minutes = (step.at.getTime() - at) / MINUTE_MS;
    if (minutes > 0 && step.cause !== "response") lines.push({ do: "skip", minutes });
    at = Math.max(at, step.at.getTime());
    lines.push(...lineOf(step));
  }
  return lines.slice(0, 500);
}

function lineOf({ cause, input, nodeId }: StepRow): ScriptLine[] {
  const heard = cause === "answer" ? Answered.safeParse(input).data?.message : undefined;
  if (heard) {
    const { type, text, replyId, location } = heard;
    const kind = KNOWN.has(type) ? type : "text";
    const line = {
      do: "say",
      message: {
        type: kind,
        text: text.slice(0, 4096),
        ...(replyId === null ? {} : { replyId }),
        ...location,
      },
    };
    return [ScriptLineSay.parse(line)];
  }
  const answer = cause === "response" ? Response.safeParse(input).data : undefined;
  return answer ? [{ do: "answerRequest", nodeId, ...answer }] : [];
}
const ScriptLineSay = Script.shape.lines.unwrap().element;
