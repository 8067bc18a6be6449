import type { ComponentChildren } from "preact";

export const Kbd = ({ children }: { children: ComponentChildren }) => (
  <kbd class="rounded-xs border border-line bg-surface px-1.5 font-sans text-2xs text-ink-3 max-md:hidden">
    {children}
  </kbd>
);
