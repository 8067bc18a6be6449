import { options, render } from "preact";
import "./app.css";
import { defaultLanguage, setLanguage } from "./i18n/i18n.ts";
import { bootSession, followSession, sessionState, wasSignedIn } from "./lib/session.ts";
import { followTheme } from "./lib/theme.ts";
import { isOpenPath, phoneOf } from "./lib/next.ts";
import { App, preloadFor } from "./routes.tsx";

// Effects run at once, as they do in React for input events; a frame late, the flow canvas lags behind the pointer.
options.requestAnimationFrame = queueMicrotask;

async function start(): Promise<void> {
  followTheme();
  followSession();
  const { pathname } = location;
  preloadFor(pathname);
  if (isOpenPath(pathname) && !wasSignedIn()) sessionState.value = "out";
  // The simulated phone is nobody's session.
  else if (phoneOf(pathname) === undefined) void bootSession();
  await setLanguage(localStorage.getItem("wc.language") ?? defaultLanguage);
  const root = document.getElementById("root");
  if (root) render(<App />, root);
}

void start();
