import { describe, expect, test } from "bun:test";
import { nodeDescriptions } from "../../../src/flows/nodes/registry.ts";
import { cut, cornerOf, paste, readClip } from "./clipboard.ts";
import {
  type Draft,
  addNode,
  connect,
  insertInto,
  remove,
  setData,
  variableNames,
} from "./draft.ts";
import { begin, change, redo, undo } from "./history.ts";
import { align, arrange } from "./layout.ts";

const kinds = new Map(nodeDescriptions.map((kind) => [kind.type, kind]));
const kindOf = (type: string) => kinds.get(type);

const node = (id: string, type = "message", data: Record<string, unknown> = {}) => ({
  id,
  type,
  position: { x: 0, y: 0 },
  data,
});
const link = (source: string, target: string, sourceHandle = "next") => ({
  id: `${source}/${sourceHandle}-${target}`,
  source,
  target,
  sourceHandle,
});
const draftOf = (nodes: Draft["nodes"], edges: Draft["edges"] = []): Draft => ({
  nodes,
  edges,
  variables: [],
  annotations: [],
  settings: { expireAfterMinutes: 60 },
});
const yesNo = {
  buttons: [
    { id: "yes", title: "Yes" },
    { id: "no", title: "No" },
  ],
};

describe("the draft", () => {
  test("gives an output one link: a new one takes the old one's place", () => {
    const draft = draftOf([node("a"), node("b"), node("c")], [link("a", "b")]);

    const changed = connect(draft, { source: "a", sourceHandle: "next" }, "c");

    expect(changed.edges.map(({ target }) => target)).toEqual(["c"]);
  });

  test("puts a step into a link and keeps both ends", () => {
    const old = link("a", "b");
    const draft = draftOf([node("a"), node("b")], [old]);

    const changed = insertInto(draft, old, node("m"), "next");

    expect(changed.edges.map(({ source, target }) => [source, target])).toEqual([
      ["a", "m"],
      ["m", "b"],
    ]);
  });

  test("removes the links of what is removed", () => {
    const draft = draftOf([node("a"), node("b"), node("c")], [link("a", "b"), link("b", "c")]);

    expect(remove(draft, new Set(["b"])).edges).toEqual([]);
  });

  test("drops the link of an answer that is taken away, and no other", () => {
    const draft = draftOf(
      [node("q", "buttons", yesNo), node("b"), node("c")],
      [link("q", "b", "yes"), link("q", "c", "no")],
    );

    const changed = setData(draft, "q", { buttons: yesNo.buttons.slice(0, 1) }, kindOf);

    expect(changed.edges.map(({ sourceHandle }) => sourceHandle)).toEqual(["yes"]);
  });

  test("knows the variables that steps save into", () => {
    const draft = draftOf([node("q", "capture", { saveTo: "day" }), node("m")]);

    expect(
      variableNames({ ...draft, variables: [{ name: "city", type: "text" }] }, kindOf),
    ).toEqual(["city", "day"]);
  });
});

describe("undo and redo", () => {
  test("go back and forth through every change", () => {
    const changed = change(change(begin("a"), "b"), "c");

    const back = undo(undo(changed));

    expect(back.now).toBe("a");
    expect(redo(back).now).toBe("b");
    expect(redo(redo(back)).now).toBe("c");
    expect(redo(redo(redo(back))).now).toBe("c");
  });

  test("take typing in one field as one step", () => {
    let history = begin("");
    for (const [i, text] of ["H", "He", "Hel"].entries())
      history = change(history, text, "node1.text", 1000 + i * 100);

    expect(undo(history).now).toBe("");
  });

  test("keep typing apart when another field or a pause comes between", () => {
    let history = change(begin("0"), "1", "a", 1000);
    history = change(history, "2", "b", 1100);
    history = change(history, "3", "b", 9000);

    expect(undo(history).now).toBe("2");
    expect(undo(undo(history)).now).toBe("1");
  });

  test("forget what was undone once something new is done", () => {
    const history = change(undo(change(begin("a"), "b")), "c");

    expect(redo(history).now).toBe("c");
    expect(undo(history).now).toBe("a");
  });

  test("do not count a change to the same", () => {
    const history = begin("a");

    expect(change(history, "a")).toBe(history);
  });
});

describe("copying", () => {
  const draft = draftOf(
    [
      node("start", "start", { triggers: [] }),
      node("a"),
      node("j", "jump", { nodeId: "a" }),
      node("c"),
    ],
    [link("start", "a"), link("a", "j"), link("a", "c", "other")],
  );

  test("gives new ids, and leads links and jumps to the copies", () => {
    const clip = cut(draft, new Set(["a", "j"]), kindOf);

    const pasted = paste(draft, clip, { x: 40, y: 40 }, kindOf);
    const copies = pasted.draft.nodes.filter(({ id }) => pasted.ids.includes(id));
    const [first, second] = copies;

    expect(copies.map(({ type }) => type)).toEqual(["message", "jump"]);
    expect(new Set(pasted.draft.nodes.map(({ id }) => id)).size).toBe(6);
    expect(second?.data).toEqual({ nodeId: first?.id });
    expect(first?.position).toEqual({ x: 40, y: 40 });
    expect(pasted.draft.edges.slice(3)).toMatchObject([{ source: first?.id, target: second?.id }]);
  });

  test("leaves the start where it is and links that lead outside", () => {
    const clip = cut(draft, new Set(["start", "a"]), kindOf);

    expect(clip.nodes.map(({ id }) => id)).toEqual(["a"]);
    expect(clip.edges).toEqual([]);
  });

  test("survives the way through the clipboard, and takes nothing else for it", () => {
    const clip = cut(draft, new Set(["a", "j"]), kindOf);

    expect(readClip(JSON.stringify(clip))).toEqual(clip);
    expect(readClip("hello")).toBeUndefined();
    expect(readClip('{"nodes":[]}')).toBeUndefined();
    expect(cornerOf(clip)).toEqual({ x: 0, y: 0 });
  });

  test("twice gives two different copies", () => {
    const clip = cut(draft, new Set(["a"]), kindOf);

    const once = paste(draft, clip, { x: 1, y: 1 }, kindOf);
    const twice = paste(once.draft, clip, { x: 2, y: 2 }, kindOf);

    expect(once.ids).not.toEqual(twice.ids);
    expect(addNode(twice.draft, node("z")).nodes).toHaveLength(7);
  });
});

describe("the automatic layout", () => {
  const size = { width: 236, height: 90 };
  const overlaps = (places: ReadonlyMap<string, { x: number; y: number }>): string[] => {
    const list = [...places];
    return list.flatMap(([id, a], i) =>
      list
        .slice(i + 1)
        .filter(([, b]) => Math.abs(a.x - b.x) < size.width && Math.abs(a.y - b.y) < size.height)
        .map(([other]) => `${id} on ${other}`),
    );
  };

  test("puts each step below what leads to it, and branches side by side in order", () => {
    const draft = draftOf(
      [node("s", "start"), node("q", "buttons", yesNo), node("n"), node("y")],
      [link("s", "q"), link("q", "n", "no"), link("q", "y", "yes")],
    );

    const places = arrange(
      draft,
      () => size,
      (id) => (id === "q" ? ["yes", "no"] : []),
    );
    const [s, q, n, y] = ["s", "q", "n", "y"].map((id) => places.get(id));

    expect((s?.y ?? 0) < (q?.y ?? 0) && (q?.y ?? 0) < (n?.y ?? 0)).toBe(true);
    expect(n?.y).toBe(y?.y);
    expect((y?.x ?? 0) < (n?.x ?? 0)).toBe(true);
    expect(((y?.x ?? 0) + (n?.x ?? 0)) / 2).toBeCloseTo(q?.x ?? -1, 0);
    expect(overlaps(places)).toEqual([]);
  });

  test("ends on loops and on steps nothing leads to", () => {
    const draft = draftOf(
      [node("a"), node("b"), node("c"), node("lost")],
      [link("a", "b"), link("b", "c"), link("c", "a"), link("b", "b", "other")],
    );

    const places = arrange(draft, () => size);

    expect(places.size).toBe(4);
    expect(overlaps(places)).toEqual([]);
  });

  test("lays 300 steps out without one on another", () => {
    const nodes = Array.from({ length: 300 }, (_, i) => node(`n${i}`));
    const edges = nodes.slice(1).map(({ id }, i) => link(`n${Math.floor(i / 2)}`, id, `o${i % 2}`));
    const extra = Array.from({ length: 100 }, (_, i) =>
      link(`n${(i * 37) % 300}`, `n${(i * 91) % 300}`, "x"),
    );

    expect(overlaps(arrange(draftOf(nodes, [...edges, ...extra]), () => size))).toEqual([]);
  });

  test("lines steps up", () => {
    const boxes = new Map([
      ["a", { x: 0, y: 10, ...size }],
      ["b", { x: 50, y: 90, ...size }],
    ]);

    expect(align(boxes, "left").get("b")).toEqual({ x: 0, y: 90 });
    expect(align(boxes, "top").get("b")).toEqual({ x: 50, y: 10 });
    expect(align(boxes, "centre").get("a")).toEqual({ x: 25, y: 10 });
  });
});
