import { BatteryMedium, Signal, Wifi } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { clockTime } from "./when.ts";

/** A phone around the chat on a wide screen; on a real phone the chat fills it. */
export const Frame = ({ children }: { children: ComponentChildren }) => (
  <div class="flex min-h-0 w-full lg:max-h-[54rem] lg:w-[25.5rem] lg:self-center lg:rounded-[3.25rem] lg:bg-[#17131f] lg:p-2.5 lg:shadow-lg lg:ring-1 lg:ring-line-strong">
    <div class="relative flex min-h-0 w-full flex-1 flex-col overflow-hidden bg-surface lg:h-[calc(100dvh-5.5rem)] lg:max-h-[52.75rem] lg:rounded-[2.65rem]">
      <StatusBar />
      {children}
    </div>
  </div>
);

function StatusBar() {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div
      aria-hidden="true"
      class="nums relative hidden items-center justify-between px-7 pt-2.5 pb-1 text-sm font-semibold lg:flex"
    >
      <span>{clockTime(now)}</span>
      <span class="absolute start-1/2 top-2 h-6 w-24 -translate-x-1/2 rounded-full bg-black rtl:translate-x-1/2" />
      <span class="flex items-center gap-1.5">
        <Signal size={15} strokeWidth={2.4} />
        <Wifi size={15} strokeWidth={2.4} />
        <BatteryMedium size={19} strokeWidth={2} />
      </span>
    </div>
  );
}
