// Runs before the first paint, so a dark page never flashes white.
const chosen = localStorage.getItem("wc.theme");
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.dataset.theme =
  chosen === "light" || chosen === "dark" ? chosen : dark ? "dark" : "light";
