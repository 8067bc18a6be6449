import type { ComponentType, JSX } from "preact";

export type Icon = ComponentType<{
  size?: number | string;
  strokeWidth?: number | string;
  class?: string;
}>;

type Props = Omit<JSX.IntrinsicElements["button"], "icon" | "label" | "size"> & {
  label: string;
  icon: Icon;
  size?: number;
  class?: string;
};

const look =
  "inline-grid size-8 shrink-0 place-items-center rounded-md text-ink-3 transition-colors hover:bg-hover hover:text-ink disabled:opacity-50 aria-expanded:bg-hover aria-expanded:text-ink aria-pressed:bg-brand-soft aria-pressed:text-brand-ink max-md:size-11";

/** The label is read out and shown on hover. */
export const IconButton = ({
  label,
  icon: Glyph,
  size = 17,
  class: extra = "",
  type = "button",
  ...rest
}: Props) => (
  <button {...rest} type={type} aria-label={label} data-tip={label} class={`${look} ${extra}`}>
    <Glyph size={size} strokeWidth={1.9} />
  </button>
);

export const IconLink = ({
  label,
  icon: Glyph,
  href,
  class: extra = "",
}: {
  label: string;
  icon: Icon;
  href: string;
  class?: string;
}) => (
  <a href={href} aria-label={label} data-tip={label} class={`${look} ${extra}`}>
    <Glyph size={17} strokeWidth={1.9} />
  </a>
);
