import { api } from "../api.ts";
import { t } from "../i18n/i18n.ts";
import { queryClient } from "../lib/query.ts";
import { toast } from "../ui/toast.ts";

/** One click: a simulated number needs nothing to be entered. */
export async function addSandbox(): Promise<void> {
  const { name } = await api("createConnection", {
    body: { name: t("connections.sandboxName"), connectionType: "sandbox" },
  });
  await queryClient.invalidateQueries({ queryKey: ["listConnections"] });
  toast({ text: t("connections.added", { name }) });
}
