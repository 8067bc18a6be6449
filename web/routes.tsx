import { CloudOff } from "lucide-preact";
import { ErrorBoundary, LocationProvider, Route, Router, lazy, useLocation } from "preact-iso";
import { useEffect, useErrorBoundary } from "preact/hooks";
import { loadAppMessages, loadPageMessages, t } from "./i18n/i18n.ts";
import { isOpenPath, phoneOf, safeNext } from "./lib/next.ts";
import { bootSession, sessionState } from "./lib/session.ts";
import { Button } from "./ui/button.tsx";
import { Logo } from "./ui/logo.tsx";

const LoginPage = lazy(() => import("./auth/login-page.tsx").then((m) => m.LoginPage));
const RegisterPage = lazy(() => import("./auth/register-page.tsx").then((m) => m.RegisterPage));
const ForgotPage = lazy(() => import("./auth/forgot-page.tsx").then((m) => m.ForgotPage));
const ResetPage = lazy(() => import("./auth/reset-page.tsx").then((m) => m.ResetPage));
const Shell = lazy(() =>
  Promise.all([import("./shell/shell.tsx"), loadAppMessages()]).then(([m]) => m.Shell, unreached),
);
const PhonePage = lazy(() =>
  Promise.all([import("./phone/phone-page.tsx"), loadPageMessages()]).then(
    ([m]) => m.PhonePage,
    unreached,
  ),
);

/** Links elsewhere on this server (documentation, the simulated phone) are left to the browser. */
const ours =
  /^\/(?:$|\?|#|(?:inbox|contacts|flows|connections|users|settings|login|register|forgot-password|reset-password)(?:[/?#]|$))/;

export const preloadFor = (path: string): void => {
  if (phoneOf(path) !== undefined) void PhonePage.preload();
  else if (!isOpenPath(path)) void Shell.preload();
};

export const App = () => (
  <LocationProvider scope={ours}>
    <ErrorBoundary>
      <Crash />
    </ErrorBoundary>
  </LocationProvider>
);

function Crash() {
  const [error] = useErrorBoundary((caught) => reportError(caught));
  if (!error) return <Gate />;
  return (
    <Notice title={t("common.crashTitle")} body={t("common.crashBody")}>
      <Button variant="primary" onClick={() => location.reload()}>
        {t("common.reload")}
      </Button>
    </Notice>
  );
}

/** The simulated phone is open to whoever holds its link, and has no shell around it. */
function Gate() {
  const phone = phoneOf(useLocation().path);
  return phone === undefined ? <Workspace /> : <PhonePage connectionId={phone} />;
}

function Workspace() {
  const { path, url, query, route } = useLocation();
  const state = sessionState.value;
  const open = isOpenPath(path);

  useEffect(() => {
    if (state === "out" && !open)
      route(`/login${path === "/" ? "" : `?next=${encodeURIComponent(url)}`}`, true);
    if (state === "in" && open && path !== "/reset-password") route(safeNext(query["next"]), true);
  }, [state, open]);

  if (state === "booting") return <Splash />;
  if (state === "unreachable") return <Unreachable />;
  if (open) return <OpenPages />;
  return state === "in" ? <Shell /> : <Splash />;
}

const OpenPages = () => (
  <Router>
    <Route path="/login" component={LoginPage} />
    <Route path="/register" component={RegisterPage} />
    <Route path="/forgot-password" component={ForgotPage} />
    <Route path="/reset-password" component={ResetPage} />
  </Router>
);

const Splash = () => (
  <div role="status" class="grid h-dvh animate-[fade-in_300ms_300ms_both] place-items-center">
    <Logo size={44} />
    <span class="sr-only">{t("common.loading")}</span>
  </div>
);

const Unreachable = () => (
  <Notice title={t("common.failedTitle")} body={t("error.OFFLINE")}>
    <Button variant="primary" onClick={() => void bootSession()}>
      {t("common.retry")}
    </Button>
  </Notice>
);

/** Half of the application arrived, the rest did not. */
const unreached = () => Unloaded;
const Unloaded = () => (
  <Notice title={t("common.failedTitle")} body={t("error.OFFLINE")}>
    <Button variant="primary" onClick={() => location.reload()}>
      {t("common.retry")}
    </Button>
  </Notice>
);

interface NoticeProps {
  title: string;
  body: string;
  children: preact.ComponentChildren;
}

const Notice = ({ title, body, children }: NoticeProps) => (
  <main class="grid h-dvh place-content-center justify-items-center gap-2 p-6 text-center">
    <CloudOff size={30} strokeWidth={1.6} class="text-ink-3" />
    <h1 class="mt-2 font-display text-xl font-semibold">{title}</h1>
    <p class="mb-4 max-w-sm text-ink-3">{body}</p>
    <div>{children}</div>
  </main>
);
