import { useLocation } from "preact-iso";
import { t } from "../i18n/i18n.ts";
import { type Destination, destinations, isAt, settings } from "./navigation.ts";
import { useUnread } from "./unread.ts";

/** On phones; a thread and a flow take the whole screen. */
export function BottomTabs() {
  const { path } = useLocation();
  const unread = useUnread();
  if (/^\/(inbox|flows)\/./.test(path)) return null;
  return (
    <nav
      aria-label={t("shell.main")}
      class="flex shrink-0 border-t border-line bg-surface px-1 pt-1.5 pb-[max(0.5rem,env(safe-area-inset-bottom))] md:hidden"
    >
      {[...destinations().slice(0, 5), settings].map((to) => (
        <TabLink
          key={to.href}
          to={to}
          on={isAt(path, to)}
          badge={to.href === "/inbox" ? unread : 0}
        />
      ))}
    </nav>
  );
}

const TabLink = ({ to, on, badge }: { to: Destination; on: boolean; badge: number }) => (
  <a
    href={to.href}
    aria-current={on ? "page" : undefined}
    class={`flex min-h-11 min-w-0 flex-1 flex-col items-center gap-0.5 rounded-lg py-1 text-2xs font-medium ${on ? "text-brand-ink" : "text-ink-3"}`}
  >
    <span
      class={`relative grid h-7 w-14 place-items-center rounded-full ${on ? "bg-brand-soft" : ""}`}
    >
      <to.icon size={20} strokeWidth={on ? 2.1 : 1.8} />
      {badge > 0 && (
        <span class="nums absolute end-1 -top-1 grid h-4 min-w-4 place-items-center rounded-full bg-brand px-1 text-[10px] leading-none font-semibold text-on-brand">
          <span aria-hidden="true">{badge > 99 ? "99+" : badge}</span>
          <span class="sr-only">{t("shell.unread", { count: badge })}</span>
        </span>
      )}
    </span>
    <span class="max-w-full truncate">{t(to.label)}</span>
  </a>
);
