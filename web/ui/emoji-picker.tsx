import { Smile } from "lucide-preact";
import { useId, useRef } from "preact/hooks";
import { IconButton } from "./icon-button.tsx";
import { placeBeside } from "./position.ts";

const EMOJI =
  "😀 😃 😄 😁 😅 😂 🙂 😉 😊 😍 😘 😋 😎 🤔 😐 😴 😢 😭 😡 🤯 🥳 🤗 🙈 👍 👎 👌 🙏 👏 💪 👋 🤝 ✌ ❤ 🧡 💛 💙 💜 🔥 ✨ 🎉 🎁 ⭐ ☀ 🌧 ☕ 🍕 🍎 🍰 🚗 ✈ 🏠 📦 📞 📷 📅 💡 💰 ✅ ❌ ❓ ❗ ⏰".split(
    " ",
  );

interface Props {
  label: string;
  size?: number;
  class?: string;
  onPick: (emoji: string) => void;
}

export function EmojiPicker({ label, size = 18, class: extra = "", onPick }: Props) {
  const id = useId();
  const ref = useRef<HTMLDivElement>(null);
  const show = () => {
    const anchor = document.getElementById(`${id}-button`);
    if (!ref.current || !anchor) return;
    ref.current.showPopover();
    placeBeside(anchor, ref.current, "start");
    ref.current.querySelector("button")?.focus();
  };
  return (
    <>
      <IconButton
        id={`${id}-button`}
        label={label}
        icon={Smile}
        size={size}
        class={extra}
        aria-haspopup="dialog"
        onClick={show}
      />
      <div
        ref={ref}
        popover="auto"
        role="dialog"
        aria-label={label}
        class="fixed max-h-64 w-76 max-w-[calc(100vw-1rem)] grid-cols-8 gap-0.5 overflow-y-auto rounded-xl border border-line bg-raised p-2 shadow-lg open:grid open:animate-scale-in"
      >
        {EMOJI.map((emoji) => (
          <button
            key={emoji}
            type="button"
            class="grid size-9 place-items-center rounded-md text-xl hover:bg-hover"
            onClick={() => {
              ref.current?.hidePopover();
              onPick(emoji);
            }}
          >
            {emoji}
          </button>
        ))}
      </div>
    </>
  );
}
