import { messaging, somePhone, until } from "./messaging.ts";
import { startFakeGraph } from "../../test/fake-graph/fake-graph.ts";
import { loadConfig } from "../config.ts";
import { newWamid } from "../../test/support/meta.ts";

type Bag = Record<string, unknown>;
export interface TestNode {
  id: string;
  type: string;
  data: Bag;
}
/** `start` with these triggers, then the nodes; links as `from/output > to`. */
export function flowOf(triggers: Bag[], nodes: TestNode[], links: string[], more: Bag = {}) {
  const place = { x: 0, y: 0 };
  return {
    nodes: [{ id: "start", type: "start", data: { triggers } }, ...nodes].map((node) => ({
      ...node,
      position: place,
    })),
    edges: links.map((link, i) => {
      const [from = "", target = ""] = link.split(">").map((part) => part.trim());
      const [source = "", sourceHandle = "next"] = from.split("/");
      return { id: `e${i}`, source, target, sourceHandle };
    }),
    ...more,
  };
}
export const says = (id: string, text: string): TestNode => ({
  id,
  type: "message",
  data: { parts: [{ kind: "text", text }] },
});
export const keyword = (...words: string[]): Bag => ({ kind: "keyword", match: "exact", words });

interface Line {
  id: string;
  createdAt: string;
  direction: string;
  content: string;
}

/** A tenant whose number speaks to a fake Meta, with the hands to build flows and to chat. */
export async function flowing() {
  const graph = await startFakeGraph();
  process.env["WHATSAPP_API_URL"] = graph.url;
  loadConfig({});
  const world = await messaging();

  const create = async (flowData: Bag, name = "Test flow") =>
    (await world.owner.post("/flows", { name, flowData })).body.data;
  const publish = (flow: { id: string; revision: number }) =>
    world.owner.post(`/flows/${flow.id}/publish`, { revision: flow.revision });
  async function published(flowData: Bag, name?: string) {
    const flow = await create(flowData, name);
    const answer = await publish(flow);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.body.data;
  }
  const conversationOf = (from: string) =>
    until(async () =>
      (await world.conversations()).find(
        (one: { contact: { phoneNumber: string } }) => one.contact.phoneNumber === `+${from}`,
      ),
    );
  /** Texts of the thread, oldest first, ours marked with `>`. */
  async function chat(from: string): Promise<string[]> {
    const thread = await world.thread((await conversationOf(from)).id);
    return thread
      .toSorted((a: Line, b: Line) => (a.createdAt + a.id < b.createdAt + b.id ? -1 : 1))
      .map(({ direction, content }: Line) => `${direction === "outbound" ? "> " : ""}${content}`);
  }
  return {
    ...world,
    create,
    publish,
    published,
    conversationOf,
    chat,
    aPhone: somePhone,
    say: (from: string, text: string) => world.hear({ from, text, id: newWamid() }),
    /** Until the chat has at least this many lines. */
    chatOf: (from: string, lines: number) =>
      until(async () => {
        const found = await chat(from);
        return found.length >= lines ? found : undefined;
      }, 30_000),
    runs: async (flowId: string) =>
      (await world.owner.get(`/flows/${flowId}/executions?limit=200`)).body.data,
    run: async (id: string) => (await world.owner.get(`/flow-executions/${id}`)).body.data,
    stop: async () => {
      await world.stop();
      await graph.stop();
    },
  };
}
