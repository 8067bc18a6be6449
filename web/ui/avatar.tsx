import type { ComponentChildren } from "preact";

const tints = [
  "bg-[light-dark(#ece5ff,#33245f)] text-[light-dark(#5b21b6,#cbb8ff)]",
  "bg-[light-dark(#dff5fa,#103844)] text-[light-dark(#0b5d71,#7fe3f3)]",
  "bg-[light-dark(#fdefd2,#42300f)] text-[light-dark(#86410b,#fcd07f)]",
  "bg-[light-dark(#e3ecfe,#1a2c56)] text-[light-dark(#1e48ad,#a4c4fd)]",
  "bg-[light-dark(#fde6ea,#471a29)] text-[light-dark(#9d1538,#fdb0bc)]",
  "bg-[light-dark(#e9e6f3,#2d2742)] text-[light-dark(#453c63,#cbc3e0)]",
] as const;

function tintOf(name: string): string {
  let sum = 7;
  for (let at = 0; at < name.length; at++) sum = (sum * 31 + name.charCodeAt(at)) >>> 0;
  return tints[sum % tints.length] ?? tints[0];
}

/** Two letters for a name, the last two digits for a number. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (/^\+?[\d\s()-]+$/.test(name)) return name.replaceAll(/\D/g, "").slice(-2);
  const letters = words.map((word) => word.match(/[\p{L}\p{N}]/u)?.[0] ?? "");
  return [letters[0], letters.length > 1 ? letters.at(-1) : ""].join("").toLocaleUpperCase();
}

interface Props {
  name: string;
  src?: string | null | undefined;
  size?: number;
  /** Shown at the lower end corner, such as a channel's mark. */
  children?: ComponentChildren;
}

export const Avatar = ({ name, src, size = 40, children }: Props) => (
  <span
    aria-hidden="true"
    class={`relative inline-flex shrink-0 items-center justify-center rounded-full font-semibold tracking-[0.01em] select-none ${tintOf(name)}`}
    style={{ width: `${size}px`, height: `${size}px`, fontSize: `${Math.round(size * 0.34)}px` }}
  >
    {src ? (
      <img src={src} alt="" loading="lazy" class="size-full rounded-full object-cover" />
    ) : (
      initials(name)
    )}
    {children}
  </span>
);
