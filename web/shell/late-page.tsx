import { lazy } from "preact-iso";
import type { ComponentType } from "preact";
import { useState } from "preact/hooks";
import { ApiError, serverAnswers } from "../api.ts";
import { ErrorState } from "../ui/states.tsx";

type Page = ComponentType<object>;
type Load = () => Promise<Page>;

/** A page fetched when it is first opened; without a network it says so and can be asked for again. */
export const latePage = (load: Load) => lazy(() => load().catch(() => unreached(load)));

function unreached(load: Load): Page {
  let found: Page | undefined;
  return function Unreached(props) {
    const [, redraw] = useState(0);
    const retry = async () => {
      try {
        found = await load();
        redraw((n) => n + 1);
      } catch {
        // The server is there but this file is not: a newer version has replaced it.
        if (await serverAnswers()) location.reload();
      }
    };
    const Found = found;
    if (Found) return <Found {...props} />;
    return <ErrorState error={new ApiError("OFFLINE", 0, "")} retry={() => void retry()} />;
  };
}
