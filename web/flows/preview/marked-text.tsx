import type { ComponentChildren } from "preact";
import { Worded } from "./worded.tsx";

const marks = /(```[\s\S]+?```|`[^`\n]+`|\*[^*\n]+\*|_[^_\n{}]+_|~[^~\n]+~)/g;

/** WhatsApp's marks, with variables as chips. */
export const MarkedText = ({ text }: { text: string }) => <>{pieces(text)}</>;

const pieces = (text: string): ComponentChildren[] =>
  text
    .split(marks)
    .map((piece, at) => (at % 2 === 0 ? <Worded key={at} text={piece} /> : marked(piece, at)));

function marked(piece: string, key: number): ComponentChildren {
  const inner = piece.slice(1, -1);
  if (piece.startsWith("`"))
    return (
      <code key={key} class="font-mono">
        {piece.replaceAll("`", "")}
      </code>
    );
  if (inner.trim() !== inner) return <Worded key={key} text={piece} />;
  if (piece.startsWith("*")) return <strong key={key}>{pieces(inner)}</strong>;
  return piece.startsWith("_") ? (
    <em key={key}>{pieces(inner)}</em>
  ) : (
    <s key={key}>{pieces(inner)}</s>
  );
}
