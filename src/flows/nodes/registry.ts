import type { NodeDescription, NodeKind } from "../node.ts";
import { api } from "./api/api.ts";
import { assign } from "./assign/assign.ts";
import { buttons } from "./buttons/buttons.ts";
import { capture } from "./capture/capture.ts";
import { condition } from "./condition/condition.ts";
import { consent } from "./consent/consent.ts";
import { delay } from "./delay/delay.ts";
import { end } from "./end/end.ts";
import { field } from "./field/field.ts";
import { handover } from "./handover/handover.ts";
import { jump } from "./jump/jump.ts";
import { list } from "./list/list.ts";
import { message } from "./message/message.ts";
import { note } from "./note/note.ts";
import { split } from "./split/split.ts";
import { start } from "./start/start.ts";
import { subflow } from "./subflow/subflow.ts";
import { choice } from "./switch/switch.ts";
import { tag } from "./tag/tag.ts";
import { template } from "./template/template.ts";
import { variable } from "./variable/variable.ts";
import { webhook } from "./webhook/webhook.ts";

/** Every node kind, in the order of the palette. */
const kinds: readonly NodeKind[] = [
  start,
  message,
  template,
  buttons,
  list,
  capture,
  condition,
  choice,
  split,
  delay,
  jump,
  subflow,
  api,
  webhook,
  tag,
  field,
  variable,
  note,
  consent,
  assign,
  handover,
  end,
];
const byType = new Map(kinds.map((kind) => [kind.type, kind]));

export const findKind = (type: string): NodeKind | undefined => byType.get(type);

export const nodeDescriptions: readonly NodeDescription[] = kinds.map(
  ({ description }) => description,
);
