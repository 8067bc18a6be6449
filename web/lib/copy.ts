/** Also where the browser has no clipboard for scripts: on plain http, as a new server often is. */
export async function copyText(text: string): Promise<void> {
  if (isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "fixed opacity-0";
  const last = document.activeElement;
  // Inside an open dialog nothing outside it can be selected.
  (document.querySelector("dialog[open]") ?? document.body).append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (last instanceof HTMLElement) last.focus();
  if (!copied) throw new Error("the browser did not copy");
}
