import { ConfirmHost } from "../ui/confirm-host.tsx";
import { ToastHost } from "../ui/toast-host.tsx";
import { TooltipHost } from "../ui/tooltip.tsx";

/** What nobody can need before the page stands. */
export const Hosts = () => (
  <>
    <ConfirmHost />
    <ToastHost />
    <TooltipHost />
  </>
);
