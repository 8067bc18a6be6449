/** OKLab lightness of each step; chosen so that 600 carries white text and 300 reads on dark. */
const steps: [step: number, lightness: number, chroma: number][] = [
  [50, 0.97, 0.12],
  [100, 0.943, 0.25],
  [200, 0.894, 0.45],
  [300, 0.811, 0.7],
  [400, 0.709, 0.9],
  [500, 0.62, 1],
  [600, 0.541, 1],
  [700, 0.491, 0.95],
  [800, 0.432, 0.85],
  [900, 0.38, 0.75],
  [950, 0.25, 0.55],
];

export const isHexColour = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text);

/** Draws the whole product in one brand colour; every shade keeps its contrast. */
export function applyBrand(
  colour: string | undefined,
  root: HTMLElement = document.documentElement,
): void {
  for (const [step, shade] of Object.entries(brandScale(colour))) {
    if (shade) root.style.setProperty(`--color-primary-${step}`, shade);
    else root.style.removeProperty(`--color-primary-${step}`);
  }
}

/** Shades by step, or `null` each when there is no brand colour. */
export function brandScale(colour: string | undefined): Record<string, string | null> {
  if (!colour || !isHexColour(colour))
    return Object.fromEntries(steps.map(([step]) => [String(step), null]));
  const { a, b } = toOklab(colour);
  return Object.fromEntries(
    steps.map(([step, lightness, share]) => {
      let l = lightness;
      let shade = toHex(l, a * share, b * share);
      const needed = step === 600 ? 4.6 : step === 700 ? 6 : 0;
      while (contrastWithWhite(shade) < needed) shade = toHex((l -= 0.01), a * share, b * share);
      return [String(step), shade];
    }),
  );
}

export function contrastWithWhite(hex: string): number {
  const [r, g, b] = toLinear(hex);
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
}

function toLinear(hex: string): [number, number, number] {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function toOklab(hex: string): { a: number; b: number } {
  const [r, g, b] = toLinear(hex);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {
    a: 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    b: 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  };
}

function toHex(lightness: number, a: number, b: number): string {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channel = (linear: number) => {
    const value = linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055;
    const byte = Math.round(Math.min(1, Math.max(0, value)) * 255);
    return byte.toString(16).padStart(2, "0");
  };
  return `#${channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)}${channel(
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
  )}${channel(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)}`;
}
