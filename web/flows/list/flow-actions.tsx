import { useQueryClient } from "@tanstack/preact-query";
import { Copy, Download, Ellipsis, PencilLine, Power, PowerOff, Trash2 } from "lucide-preact";
import { useLocation } from "preact-iso";
import { api, type ApiSent } from "../../api.ts";
import { t } from "../../i18n/i18n.ts";
import { confirm } from "../../ui/confirm.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { toast, toastError } from "../../ui/toast.ts";
import { exportFlow, readExport } from "./flow-files.ts";
import type { FlowRow } from "./flow-words.ts";

/** Runs, then reads the list again; a refusal is told. */
type Act = (act: () => Promise<unknown>, done?: string) => void;

function useAct(): Act {
  const client = useQueryClient();
  return (act, done) =>
    void act().then(
      () => {
        void client.invalidateQueries({ queryKey: ["listFlows"] });
        if (done !== undefined) toast({ text: done });
      },
      (error: unknown) => toastError(error),
    );
}

export function FlowActions({ flow, writes }: { flow: FlowRow; writes: boolean }) {
  const act = useAct();
  const { route } = useLocation();
  const params = { id: flow.id };
  const setStatus = (status: "active" | "inactive") =>
    act(
      () => api("setFlowStatus", { params, body: { status } }),
      t(status === "active" ? "flows.switchedOn" : "flows.switchedOff", { name: flow.name }),
    );
  const duplicate = async () => {
    const { flowData, description } = await api("getFlow", { params });
    const name = t("flows.copyOf", { name: flow.name }).slice(0, 120);
    await api("createFlow", { body: { name, flowData, ...(description && { description }) } });
  };
  const remove = async () => {
    const yes = await confirm({
      title: t("flows.deleteTitle", { name: flow.name }),
      body: t("flows.deleteBody"),
      action: t("flows.deleteAction"),
      danger: true,
    });
    if (yes) act(() => api("deleteFlow", { params }), t("flows.deleted", { name: flow.name }));
  };
  const onOff: MenuItem =
    flow.status === "active"
      ? { label: t("flows.switchOff"), icon: PowerOff, onSelect: () => setStatus("inactive") }
      : { label: t("flows.switchOn"), icon: Power, onSelect: () => setStatus("active") };
  const items: MenuItem[] = [
    {
      label: t(writes ? "flows.open" : "flows.look"),
      icon: PencilLine,
      onSelect: () => route(`/flows/${flow.id}`),
    },
    ...(writes && flow.status !== "draft" ? [onOff] : []),
    ...(writes
      ? [
          {
            label: t("flows.duplicate"),
            icon: Copy,
            onSelect: () => act(duplicate, t("flows.duplicated", { name: flow.name })),
          },
        ]
      : []),
    {
      label: t("flows.export"),
      icon: Download,
      onSelect: () => act(() => exportFlow(flow.id, flow.name)),
    },
    ...(writes
      ? [
          {
            label: t("flows.delete"),
            icon: Trash2,
            danger: true,
            group: "",
            onSelect: () => void remove(),
          },
        ]
      : []),
  ];
  return (
    <Menu
      items={items}
      trigger={(trigger) => (
        <IconButton
          {...trigger}
          label={t("flows.actionsFor", { name: flow.name })}
          icon={Ellipsis}
        />
      )}
    />
  );
}

/** Creates a flow from a file and opens it. */
export function useImport(): (file: File) => Promise<void> {
  const client = useQueryClient();
  const { route } = useLocation();
  return async (file) => {
    const exported = await readExport(file);
    if (!exported) {
      toast({ text: t("flows.notAnExport"), tone: "bad" });
      return;
    }
    try {
      const flow = await api("importFlow", { body: trusted(exported) });
      void client.invalidateQueries({ queryKey: ["listFlows"] });
      route(`/flows/${flow.id}`);
    } catch (error) {
      toastError(error);
    }
  };
}

type Exported = ApiSent<"importFlow">["body"];
/** The server reads it with the very schema this type comes from. */
const trusted = (value: Record<string, unknown>): Exported => {
  const body: Exported = {
    format: "whatscrm.flow",
    formatVersion: 1,
    name: "",
    flowData: { nodes: [], edges: [] },
  };
  return Object.assign(body, value);
};
