import { useEffect, useState } from "preact/hooks";

const againMs = 3000;

/** A component that is fetched when it is first wanted; null until then. */
export function useLate<C>(wanted: boolean, load: () => Promise<C>): C | null {
  const [loaded, setLoaded] = useState<{ component: C } | null>(null);
  useEffect(() => {
    if (!wanted || loaded) return;
    let here = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const fetchIt = (): void => {
      load().then(
        (component) => {
          if (here) setLoaded({ component });
        },
        // Usually the network is away; without this the place would stay empty for good.
        () => {
          if (here) timer = setTimeout(fetchIt, againMs);
        },
      );
    };
    fetchIt();
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [wanted]);
  return loaded?.component ?? null;
}
