import type { ComponentChildren } from "preact";
import { useTitle } from "../lib/title.ts";

interface Props {
  title: string;
  body?: string;
  actions?: ComponentChildren;
  /** Before the title, such as whose page it is. */
  lead?: ComponentChildren;
}

/** The page's one `h1`; it takes focus after a change of route, so a screen reader says where one is. */
export function PageHeader({ title, body, actions, lead }: Props) {
  useTitle(title);
  return (
    <header class="flex flex-wrap items-center gap-x-4 gap-y-3 pb-5">
      {lead}
      <div class="min-w-0 flex-1 basis-32">
        <h1 tabIndex={-1} class="font-display text-xl font-semibold break-words">
          {title}
        </h1>
        {body && <p class="mt-0.5 text-sm text-ink-3">{body}</p>}
      </div>
      {actions && <div class="flex flex-wrap gap-2">{actions}</div>}
    </header>
  );
}

/** A page that scrolls as one, with room around it. */
export const Page = ({
  children,
  narrow = false,
}: {
  children: ComponentChildren;
  narrow?: boolean;
}) => (
  <div class="h-full overflow-y-auto">
    <div class={`mx-auto px-5 pt-5 pb-12 md:px-8 md:pt-7 ${narrow ? "max-w-3xl" : "max-w-6xl"}`}>
      {children}
    </div>
  </div>
);
