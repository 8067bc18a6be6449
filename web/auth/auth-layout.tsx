import { CheckCheck, Lock } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { t } from "../i18n/i18n.ts";
import { useTitle } from "../lib/title.ts";
import { Logo } from "../ui/logo.tsx";

interface Props {
  title: string;
  body: string;
  children: ComponentChildren;
  footer?: ComponentChildren;
}

export function AuthLayout({ title, body, children, footer }: Props) {
  useTitle(title);
  return (
    <div class="grid min-h-dvh bg-surface lg:grid-cols-[minmax(26rem,5fr)_6fr]">
      <main class="flex flex-col px-6 py-7 md:px-12">
        <div class="flex items-center gap-2.5">
          <Logo size={32} />
          <span class="font-display text-lg font-semibold">{t("common.appName")}</span>
        </div>
        <div class="m-auto w-full max-w-sm py-10">
          <h1 class="font-display text-2xl font-semibold text-balance">{title}</h1>
          <p class="mt-1.5 text-pretty text-ink-3">{body}</p>
          <div class="mt-7">{children}</div>
          {footer && <div class="mt-7 text-sm text-ink-3">{footer}</div>}
        </div>
      </main>
      <Showcase />
    </div>
  );
}

/** A picture of the product; nothing in it can be used, so it is hidden from screen readers. */
const Showcase = () => (
  <aside
    aria-hidden="true"
    class="relative m-3 flex flex-col justify-center overflow-hidden rounded-3xl bg-rail p-12 max-lg:hidden xl:p-16"
  >
    <div class="absolute -end-40 -top-40 size-[34rem] rounded-full bg-brand-glow opacity-30 blur-[110px]" />
    <div class="absolute -start-40 -bottom-48 size-[30rem] rounded-full bg-secondary-500 opacity-20 blur-[110px]" />
    <div class="relative mx-auto w-full max-w-md">
      <div class="flex flex-col gap-2.5 text-base">
        <p class="max-w-[85%] animate-slide-up self-start rounded-2xl rounded-es-xs bg-bubble-in px-4 py-2.5 text-ink shadow-lg">
          {t("auth.sampleFrom")}
        </p>
        <p class="max-w-[85%] animate-[slide-up_220ms_120ms_both] self-end rounded-2xl rounded-ee-xs border border-dashed border-warn-line bg-bubble-note px-4 py-2.5 text-ink shadow-lg">
          <span class="flex items-center gap-1.5 text-xs font-semibold text-warn-ink">
            <Lock size={12} strokeWidth={2.2} />
            {t("auth.sampleNoteBy")}
          </span>
          {t("auth.sampleNote")}
        </p>
        <p class="flex max-w-[85%] animate-[slide-up_220ms_240ms_both] items-end gap-3 self-end rounded-2xl rounded-ee-xs bg-bubble-out px-4 py-2.5 text-on-brand shadow-lg">
          {t("auth.sampleReply")}
          <CheckCheck size={15} strokeWidth={2.2} class="mb-0.5 shrink-0 text-tick-read" />
        </p>
      </div>
      <p class="mt-12 font-display text-3xl font-semibold text-balance text-white">
        {t("auth.tagline")}
      </p>
      <p class="mt-3 text-lg text-pretty text-rail-ink">{t("auth.taglineBody")}</p>
    </div>
  </aside>
);

export const TextLink = ({ href, children }: { href: string; children: ComponentChildren }) => (
  <a href={href} class="rounded-xs font-medium text-brand-ink underline-offset-3 hover:underline">
    {children}
  </a>
);
