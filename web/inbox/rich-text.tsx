import type { ComponentChildren } from "preact";

const marks = /(```[\s\S]+?```|`[^`\n]+`|\*[^*\n]+\*|_[^_\n]+_|~[^~\n]+~|https?:\/\/[^\s<>"']+)/g;

/** WhatsApp's own marks and links; everything else is plain text. */
export const RichText = ({ text }: { text: string }) => <>{parts(text)}</>;

const parts = (text: string): ComponentChildren[] =>
  text.split(marks).map((part, at) => (at % 2 === 0 ? part : <Part key={at} part={part} />));

function Part({ part }: { part: string }) {
  const inner = part.slice(1, -1);
  if (part.startsWith("http")) return <Link address={part} />;
  if (part.startsWith("```")) return <code class="font-mono text-sm">{part.slice(3, -3)}</code>;
  if (part.startsWith("`")) return <code class="font-mono text-sm">{inner}</code>;
  if (inner.trim() !== inner) return <>{part}</>;
  if (part.startsWith("*")) return <strong class="font-semibold">{parts(inner)}</strong>;
  if (part.startsWith("_")) return <em>{parts(inner)}</em>;
  return <s>{parts(inner)}</s>;
}

function Link({ address }: { address: string }) {
  const clean = address.replace(/[.,;:!?)]+$/, "");
  return (
    <>
      <a
        href={clean}
        target="_blank"
        rel="noopener noreferrer nofollow"
        class="break-all underline underline-offset-2"
      >
        {clean}
      </a>
      {address.slice(clean.length)}
    </>
  );
}
