import { useLocation } from "preact-iso";
import { t } from "../i18n/i18n.ts";
import { Logo } from "../ui/logo.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { type Destination, destinations, isAt, settings } from "./navigation.ts";
import { useUnread } from "./unread.ts";

export function Rail() {
  const { path } = useLocation();
  const unread = useUnread();
  return (
    <nav
      aria-label={t("shell.main")}
      class="hidden w-[76px] shrink-0 flex-col items-center bg-rail py-3.5 md:flex"
    >
      <a href="/inbox" aria-label={t("shell.home")} class="mb-4 rounded-lg">
        <Logo />
      </a>
      <ul class="flex flex-1 flex-col gap-0.5">
        {destinations().map((to) => (
          <li key={to.href}>
            <RailLink to={to} on={isAt(path, to)} badge={to.href === "/inbox" ? unread : 0} />
          </li>
        ))}
      </ul>
      <RailLink to={settings} on={isAt(path, settings)} badge={0} />
      <div class="mt-3">
        <AccountMenu />
      </div>
    </nav>
  );
}

const RailLink = ({ to, on, badge }: { to: Destination; on: boolean; badge: number }) => (
  <a
    href={to.href}
    aria-current={on ? "page" : undefined}
    class={`relative flex w-[72px] flex-col items-center gap-1 rounded-lg py-2 text-center text-[10.5px] leading-3 font-medium transition-colors ${on ? "bg-white/10 text-white" : "text-rail-ink hover:bg-white/5 hover:text-white"}`}
  >
    {on && (
      <span class="absolute start-[-2px] top-1/2 h-6 w-[3px] -translate-y-1/2 rounded-full bg-primary-400" />
    )}
    <span class="relative">
      <to.icon size={19} strokeWidth={1.75} />
      {badge > 0 && (
        <span class="nums absolute -end-3.5 -top-1.5 grid h-4 min-w-4 place-items-center rounded-full bg-brand px-1 text-[10px] leading-none font-semibold text-on-brand ring-2 ring-rail">
          <span aria-hidden="true">{badge > 99 ? "99+" : badge}</span>
          <span class="sr-only">{t("shell.unread", { count: badge })}</span>
        </span>
      )}
    </span>
    <span class="max-w-full truncate">{t(to.label)}</span>
  </a>
);
