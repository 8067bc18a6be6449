import { CircleAlert, WifiOff } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { ApiError, explain } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { isOffline } from "../lib/api-error.ts";
import { Button } from "./button.tsx";
import type { Icon } from "./icon-button.tsx";

export const Skeleton = ({ class: size = "h-4 w-full" }: { class?: string }) => (
  <span aria-hidden="true" class={`shimmer block rounded-md ${size}`} />
);

/** Rows of a list that is on its way. */
export const SkeletonRows = ({ count = 6 }: { count?: number }) => (
  <div role="status" class="flex flex-col">
    <span class="sr-only">{t("common.loading")}</span>
    {Array.from({ length: count }, (_, row) => (
      <span key={row} class="flex items-center gap-3 px-3 py-3">
        <Skeleton class="size-10 shrink-0 rounded-full!" />
        <span class="flex flex-1 flex-col gap-2">
          <Skeleton class="h-3.5 w-2/5" />
          <Skeleton class="h-3 w-3/5" />
        </span>
      </span>
    ))}
  </div>
);

interface EmptyProps {
  icon: Icon;
  title: string;
  body?: string;
  children?: ComponentChildren;
  tone?: "brand" | "bad";
  /** When the whole page is empty, its title is the page's. */
  heading?: "h1" | "h2";
}

export const EmptyState = ({
  icon: Glyph,
  title,
  body,
  children,
  tone = "brand",
  heading: Heading = "h2",
}: EmptyProps) => (
  <div class="mx-auto flex max-w-sm animate-fade-in flex-col items-center px-6 py-14 text-center">
    <span
      class={`grid size-14 place-items-center rounded-2xl ${tone === "bad" ? "bg-bad-soft text-bad-ink" : "bg-brand-soft text-brand-ink"}`}
    >
      <Glyph size={24} strokeWidth={1.75} />
    </span>
    <Heading class="mt-4 text-lg font-semibold text-ink">{title}</Heading>
    {body && <p class="mt-1 text-pretty text-ink-3">{body}</p>}
    {children && <div class="mt-5 flex flex-wrap justify-center gap-2">{children}</div>}
  </div>
);

export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const forbidden = error instanceof ApiError && error.status === 403;
  return (
    <div role="alert">
      <EmptyState
        icon={isOffline(error) ? WifiOff : CircleAlert}
        tone="bad"
        title={t(forbidden ? "common.forbiddenTitle" : "common.failedTitle")}
        body={forbidden ? t("common.forbiddenBody") : explain(error)}
      >
        {retry && !forbidden && <Button onClick={retry}>{t("common.retry")}</Button>}
      </EmptyState>
    </div>
  );
}
