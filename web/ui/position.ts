export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}
interface Size {
  width: number;
  height: number;
}

const gap = 6;
const edge = 8;

/** Below the anchor if there is room, else above; aligned to its start or end, kept on screen. */
export function place(
  anchor: Box,
  floating: Size,
  screen: Size,
  alignRight: boolean,
): { x: number; y: number } {
  const below = anchor.bottom + gap;
  const above = anchor.top - gap - floating.height;
  const y = below + floating.height <= screen.height - edge || above < edge ? below : above;
  const x = alignRight ? anchor.right - floating.width : anchor.left;
  const clamp = (value: number, size: number, room: number) =>
    Math.max(edge, Math.min(value, room - size - edge));
  return { x: clamp(x, floating.width, screen.width), y: clamp(y, floating.height, screen.height) };
}

export function placeBeside(
  anchor: Element,
  floating: HTMLElement,
  align: "start" | "end" = "start",
): void {
  const rtl = getComputedStyle(anchor).direction === "rtl";
  const screen = { width: document.documentElement.clientWidth, height: innerHeight };
  const size = { width: floating.offsetWidth, height: floating.offsetHeight };
  const { x, y } = place(anchor.getBoundingClientRect(), size, screen, (align === "end") !== rtl);
  floating.style.left = `${x}px`;
  floating.style.top = `${y}px`;
}
