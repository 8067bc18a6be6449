import type { ComponentChildren } from "preact";

export const Section = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <section class="border-t border-line px-5 py-4">
    <h3 class="mb-2.5 text-sm font-semibold">{title}</h3>
    {children}
  </section>
);
