import { useEffect, useState } from "preact/hooks";

/** A component that is fetched when it is first wanted; null until then. */
export function useLate<C>(wanted: boolean, load: () => Promise<C>): C | null {
  const [loaded, setLoaded] = useState<{ component: C } | null>(null);
  useEffect(() => {
    if (!wanted || loaded) return;
    let here = true;
    // A failed fetch is tried again when it is wanted the next time.
    load().then(
      (component) => here && setLoaded({ component }),
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [wanted]);
  return loaded?.component ?? null;
}
