import type { ComponentChildren, JSX } from "preact";
import { Spinner } from "./spinner.tsx";

const variants = {
  primary: "bg-brand text-on-brand shadow-brand hover:bg-brand-hover",
  secondary: "border border-line-strong bg-surface text-ink hover:bg-hover",
  soft: "bg-brand-soft text-brand-ink hover:bg-selected",
  ghost: "text-ink-2 hover:bg-hover hover:text-ink",
  danger: "bg-danger-700 text-white shadow-xs hover:bg-danger-600",
  "danger-soft": "bg-bad-soft text-bad-ink hover:brightness-95",
} as const;

const sizes = {
  sm: "h-8 gap-1.5 rounded-md px-2.5 text-sm max-md:min-h-11 max-md:px-3.5",
  md: "h-9 gap-2 rounded-lg px-3.5 text-sm max-md:min-h-11 max-md:px-4",
  lg: "h-11 gap-2 rounded-lg px-5 text-base",
} as const;

export interface ButtonLook {
  variant?: keyof typeof variants;
  size?: keyof typeof sizes;
}

export const buttonClass = ({ variant = "secondary", size = "md" }: ButtonLook = {}): string =>
  `inline-flex shrink-0 items-center justify-center font-semibold whitespace-nowrap select-none transition-[background-color,color,box-shadow,transform,filter] active:scale-[0.985] disabled:opacity-55 disabled:active:scale-100 ${variants[variant]} ${sizes[size]}`;

type Props = Omit<JSX.IntrinsicElements["button"], "size" | "icon"> &
  ButtonLook & { busy?: boolean; icon?: ComponentChildren; class?: string };

export function Button({
  variant,
  size,
  busy = false,
  icon,
  children,
  class: extra = "",
  type = "button",
  disabled,
  ...rest
}: Props) {
  const look: ButtonLook = {};
  if (variant) look.variant = variant;
  if (size) look.size = size;
  return (
    <button
      {...rest}
      type={type}
      disabled={busy || disabled}
      aria-busy={busy || undefined}
      class={`${buttonClass(look)} ${extra}`}
    >
      {busy ? <Spinner size={16} /> : icon}
      {children}
    </button>
  );
}
