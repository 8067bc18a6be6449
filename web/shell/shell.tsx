import { QueryClientProvider } from "@tanstack/preact-query";
import { Compass } from "lucide-preact";
import type { ComponentType } from "preact";
import { ErrorBoundary, Route, Router, useLocation } from "preact-iso";
import { useEffect, useRef } from "preact/hooks";
import { addRoutes } from "../api.ts";
import { routes } from "../api-routes-app.gen.ts";
import { loadFlowMessages, loadPageMessages, t } from "../i18n/i18n.ts";
import { useLate } from "../inbox/late.ts";
import { queryClient } from "../lib/query.ts";
import { useTitle } from "../lib/title.ts";
import { goLive } from "../live.ts";
import { onEvent } from "../realtime.ts";
import { buttonClass } from "../ui/button.tsx";
import { EmptyState } from "../ui/states.tsx";
import { latePage } from "./late-page.tsx";
import { BottomTabs } from "./bottom-tabs.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { Rail } from "./rail.tsx";

addRoutes(routes);

const InboxPage = latePage(() => import("../inbox/inbox-page.tsx").then((m) => m.InboxPage));
/** A page beside the inbox comes with what it says. */
const page = (load: () => Promise<ComponentType<object>>) =>
  latePage(async () => (await Promise.all([load(), loadPageMessages()]))[0]);
const ContactsPage = page(() =>
  import("../contacts/contacts-page.tsx").then((m) => m.ContactsPage),
);
const ConnectionsPage = page(() =>
  import("../connections/connections-page.tsx").then((m) => m.ConnectionsPage),
);
const flowPage = (load: () => Promise<ComponentType<object>>) =>
  latePage(async () => (await Promise.all([load(), loadFlowMessages()]))[0]);
const FlowsPage = flowPage(() => import("../flows/list/flow-list.tsx").then((m) => m.FlowsPage));
const BuilderPage = flowPage(() => import("../flows/builder-page.tsx").then((m) => m.BuilderPage));
const UsersPage = page(() => import("../users/users-page.tsx").then((m) => m.UsersPage));
const SettingsPage = page(() =>
  import("../settings/settings-page.tsx").then((m) => m.SettingsPage),
);

/** Everything behind the sign-in: navigation, live updates and the page. */
export function Shell() {
  const Hosts = useLate(true, async () => (await import("./hosts.tsx")).Hosts);
  useEffect(() => {
    const leave = goLive();
    const refetch = () => void queryClient.invalidateQueries();
    const offReset = onEvent("reset", refetch);
    const refreshCounts = () =>
      void queryClient.invalidateQueries({ queryKey: ["countConversations"] });
    const offs = (
      ["conversation:new", "conversation:updated", "conversation:assigned", "message:new"] as const
    ).map((name) => onEvent(name, refreshCounts));
    return () => {
      leave();
      offReset();
      for (const off of offs) off();
      queryClient.clear();
    };
  }, []);
  return (
    <QueryClientProvider client={queryClient}>
      <a
        href="#main"
        class="fixed start-3 top-2 z-50 -translate-y-16 rounded-lg bg-brand px-4 py-2 font-semibold text-on-brand focus:translate-y-0"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}
      >
        {t("common.skipToContent")}
      </a>
      <div class="flex h-dvh overflow-hidden">
        <Rail />
        <div class="flex min-w-0 flex-1 flex-col">
          <ConnectionBanner />
          <Pages />
          <BottomTabs />
        </div>
      </div>
      {Hosts && <Hosts />}
    </QueryClientProvider>
  );
}

function Pages() {
  const main = useRef<HTMLElement>(null);
  const section = useRef(sectionOf(location.pathname));
  const focusPage = (url: string) => {
    const now = sectionOf(url);
    if (now === section.current) return;
    section.current = now;
    const title = main.current?.querySelector<HTMLElement>("h1[tabindex]");
    (title ?? main.current)?.focus();
  };
  return (
    <main ref={main} id="main" tabIndex={-1} class="min-h-0 flex-1 outline-none">
      <ErrorBoundary>
        <Router onRouteChange={focusPage}>
          <Route path="/" component={Home} />
          <Route path="/inbox" component={InboxPage} />
          <Route path="/inbox/:id" component={InboxPage} />
          <Route path="/contacts" component={ContactsPage} />
          <Route path="/contacts/:id" component={ContactsPage} />
          <Route path="/connections" component={ConnectionsPage} />
          <Route path="/flows" component={FlowsPage} />
          <Route path="/flows/:id" component={BuilderPage} />
          <Route path="/users" component={UsersPage} />
          <Route path="/settings" component={SettingsPage} />
          <Route path="/settings/:section" component={SettingsPage} />
          <Route default component={NotFound} />
        </Router>
      </ErrorBoundary>
    </main>
  );
}

const sectionOf = (url: string): string => url.split(/[/?#]/)[1] ?? "";

function Home() {
  const { route } = useLocation();
  useEffect(() => route("/inbox", true), []);
  return null;
}

function NotFound() {
  useTitle(t("common.notFoundTitle"));
  return (
    <EmptyState
      heading="h1"
      icon={Compass}
      title={t("common.notFoundTitle")}
      body={t("common.notFoundBody")}
    >
      <a href="/inbox" class={buttonClass({ variant: "primary" })}>
        {t("common.notFoundAction")}
      </a>
    </EmptyState>
  );
}
