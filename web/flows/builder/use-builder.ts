import { effect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { ApiError, api, type ApiReceived } from "../../api.ts";
import { isOffline } from "../../lib/api-error.ts";
import { queryClient } from "../../lib/query.ts";
import { can } from "../../lib/session.ts";
import type { Draft } from "../graph/draft.ts";
import type { Problem } from "../../../src/flows/check/types.ts";
import { merged, onlyThere, ownProblems } from "../problems/check.ts";
import { type Autosave, type Outcome, autosave } from "./autosave.ts";
import { Builder } from "./builder.ts";
import { readKinds } from "./kinds.ts";

type Detail = ApiReceived<"getFlow">;
type Described = ApiReceived<"listNodeKinds">["kinds"];

export interface Editing {
  builder: Builder;
  saves: Autosave;
}

const CHECK_MS = 120;

/** The builder of an opened flow, with its saving and its problem list. */
export function useEditing({ flowData, ...flow }: Detail, kinds: Described): Editing {
  const editing = useMemo(() => open(flow, flowData, kinds), [flow.id]);
  useEffect(() => {
    const stop = follow(editing);
    return () => {
      stop();
      void editing.saves.flush().finally(() => {
        for (const key of ["getFlow", "listFlows"])
          void queryClient.invalidateQueries({ queryKey: [key] });
      });
    };
  }, [editing]);
  return editing;
}

function open(flow: Omit<Detail, "flowData">, draft: Draft, described: Described): Editing {
  const builder = new Builder(flow, draft, readKinds(described), can("flows.write"));
  const saves = autosave<readonly Problem[]>(draft, flow.revision, {
    send: (latest, revision) => send(flow.id, latest, revision),
    onSaved: (problems, saved) => {
      builder.server.value = onlyThere(problems, ownProblems(saved, builder.kinds));
      builder.flow.value = { ...builder.flow.value, hasChanges: true, revision: saves.revision() };
    },
  });
  return { builder, saves };
}

async function send(
  id: string,
  flowData: Draft,
  revision: number,
): Promise<Outcome<readonly Problem[]>> {
  try {
    const saved = await api("saveFlowDraft", { params: { id }, body: { revision, flowData } });
    return { is: "saved", ...saved };
  } catch (error) {
    if (error instanceof ApiError && error.code === "REVISION_CONFLICT") return { is: "conflict" };
    return {
      is: "failed",
      again: isOffline(error) || (error instanceof ApiError && error.status >= 500),
    };
  }
}

function follow({ builder, saves }: Editing): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const check = () => {
    const draft = builder.draft.peek();
    builder.problems.value = merged(
      ownProblems(draft, builder.kinds),
      builder.server.peek(),
      draft,
    );
  };
  check();
  void loadServerProblems(builder);
  const offChecks = effect(() => {
    void builder.draft.value;
    void builder.server.value;
    clearTimeout(timer);
    timer = setTimeout(check, CHECK_MS);
  });
  const offSaves = effect(() => {
    const draft = builder.draft.value;
    if (builder.writes) saves.changed(draft);
  });
  const warn = (event: BeforeUnloadEvent) => {
    if (saves.state.value !== "saved") event.preventDefault();
  };
  window.addEventListener("beforeunload", warn);
  return () => {
    clearTimeout(timer);
    offChecks();
    offSaves();
    window.removeEventListener("beforeunload", warn);
  };
}

/** Once at the start: the browser cannot know templates, agents or other flows. */
async function loadServerProblems(builder: Builder): Promise<void> {
  const draft = builder.draft.peek();
  try {
    const { problems } = await api("listFlowProblems", { params: { id: builder.flow.peek().id } });
    builder.server.value = onlyThere(problems, ownProblems(draft, builder.kinds));
  } catch {
    // The next save brings them.
  }
}
