import { useState } from "preact/hooks";
import { type MessageKey, type PlainKey, t } from "../i18n/i18n.ts";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { SelectField } from "../ui/select.tsx";
import { toastError } from "../ui/toast.ts";
import type { PhoneContact } from "./merge.ts";
import type { Fault, NewFault, PhoneStore } from "./store.ts";

type Kind = Fault["kind"];

const KINDS = {
  error: "phone.fault_error",
  fail: "phone.fault_fail",
  closed_window: "phone.fault_closed_window",
  delay: "phone.fault_delay",
  duplicate: "phone.fault_duplicate",
  reorder: "phone.fault_reorder",
  drop_answer: "phone.fault_drop_answer",
} as const satisfies Record<Kind, MessageKey>;
const kinds: Kind[] = [
  "fail",
  "error",
  "closed_window",
  "delay",
  "duplicate",
  "reorder",
  "drop_answer",
];
const isKind = (value: string): value is Kind => value in KINDS;

const CODES: [code: string, label: PlainKey][] = [
  ["131026", "phone.code131026"],
  ["131049", "phone.code131049"],
  ["131056", "phone.code131056"],
  ["130429", "phone.code130429"],
  ["131053", "phone.code131053"],
  ["132001", "phone.code132001"],
  ["131000", "phone.code131000"],
  ["190", "phone.code190"],
];
const COUNTS = [1, 3, 10] as const;

export function faultLabel({ kind, code, delayMs }: Fault): string {
  const label = t(KINDS[kind]);
  if (code !== null) return `${label} · ${code}`;
  return delayMs === null
    ? label
    : `${label} · ${t("phone.faultSeconds", { seconds: delayMs / 1000 })}`;
}

const usesCode = (kind: Kind): boolean => kind === "error" || kind === "fail";

export function FaultForm({
  store,
  contact,
}: {
  store: PhoneStore;
  contact: PhoneContact | undefined;
}) {
  const [kind, setKind] = useState<Kind>("fail");
  const [code, setCode] = useState("131026");
  const [other, setOther] = useState("");
  const [seconds, setSeconds] = useState("5");
  const [forAll, setForAll] = useState(false);
  const [count, setCount] = useState("1");
  const [busy, setBusy] = useState(false);

  const add = async () => {
    setBusy(true);
    const fault: NewFault = {
      kind,
      phone: forAll || !contact ? null : contact.phone,
      count: count === "" ? null : Number(count),
      ...(usesCode(kind) ? { code: Number(code === "" ? other : code) } : {}),
      ...(kind === "delay" ? { delayMs: Math.round(Number(seconds) * 1000) } : {}),
    };
    await store.addFault(fault).catch(toastError);
    setBusy(false);
  };

  return (
    <form
      class="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <SelectField
        label={t("phone.faultKind")}
        value={kind}
        options={kinds.map((value) => ({ value, label: t(KINDS[value]) }))}
        onChange={({ currentTarget: { value } }) => {
          if (isKind(value)) setKind(value);
        }}
      />
      {usesCode(kind) && (
        <SelectField
          label={t("phone.faultCode")}
          value={code}
          options={[
            ...CODES.map(([value, label]) => ({ value, label: t(label) })),
            { value: "", label: t("phone.otherCode") },
          ]}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      )}
      {usesCode(kind) && code === "" && (
        <TextField
          label={t("phone.otherCode")}
          inputMode="numeric"
          pattern="\d{1,7}"
          value={other}
          onInput={(event) => setOther(event.currentTarget.value)}
        />
      )}
      {kind === "delay" && (
        <TextField
          label={t("phone.faultDelay")}
          type="number"
          min={0.1}
          max={3600}
          step="any"
          value={seconds}
          onInput={(event) => setSeconds(event.currentTarget.value)}
        />
      )}
      <div class="flex flex-col gap-3">
        <SelectField
          label={t("phone.faultFor")}
          value={forAll || !contact ? "all" : "one"}
          options={[
            ...(contact
              ? [{ value: "one", label: t("phone.faultForOne", { name: contact.name }) }]
              : []),
            { value: "all", label: t("phone.faultForAll") },
          ]}
          onChange={(event) => setForAll(event.currentTarget.value === "all")}
        />
        <SelectField
          label={t("phone.faultCount")}
          value={count}
          options={[
            ...COUNTS.map((n) => ({ value: String(n), label: t("phone.faultNext", { count: n }) })),
            { value: "", label: t("phone.faultAlways") },
          ]}
          onChange={(event) => setCount(event.currentTarget.value)}
        />
      </div>
      <Button type="submit" busy={busy}>
        {t("phone.addFault")}
      </Button>
    </form>
  );
}
