import type { ComponentChildren } from "preact";

interface Props {
  title: string;
  body?: string;
  children: ComponentChildren;
}

export const Section = ({ title, body, children }: Props) => (
  <section class="mb-5 grid gap-x-10 gap-y-4 rounded-xl border border-line bg-surface p-5 shadow-xs md:grid-cols-[13rem_1fr] md:p-6">
    <div>
      <h2 class="font-semibold text-ink">{title}</h2>
      {body && <p class="mt-1 text-sm text-pretty text-ink-3">{body}</p>}
    </div>
    <div class="min-w-0">{children}</div>
  </section>
);
