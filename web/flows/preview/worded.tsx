import { referencesIn } from "../../../src/flows/check/references.ts";

const PLACEHOLDER = /(\{\{[^{}]*\}\})/;

/** Text with its variables as chips. */
export const Worded = ({ text }: { text: string }) => (
  <>
    {text.split(PLACEHOLDER).map((piece, at) => {
      const [reference] = at % 2 === 1 ? referencesIn(piece) : [];
      if (!reference) return piece;
      return (
        <bdi
          key={at}
          class="rounded-xs bg-brand-soft px-1 font-medium whitespace-nowrap text-brand-ink"
        >
          {reference.path.replaceAll(/[._]/g, " ")}
        </bdi>
      );
    })}
  </>
);
