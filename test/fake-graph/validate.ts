type Bag = Record<string, unknown>;
const bag = (value: unknown): Bag => Object(value);
export const text = (value: unknown): string => (typeof value === "string" ? value : "");
const items = (value: unknown): Bag[] => (Array.isArray(value) ? value.map(bag) : []);

interface Problem {
  code: number;
  details: string;
}
const bad = (details: string): Problem => ({ code: 131009, details });
const missing = (details: string): Problem => ({ code: 131008, details });

/** What Graph refuses in a message, by its published limits. */
export function validateMessage(body: Bag, hasFile: (id: string) => boolean): Problem | undefined {
  if (body["messaging_product"] !== "whatsapp")
    return { code: 100, details: "messaging_product must be whatsapp" };
  if (!text(body["to"]) && !text(body["recipient"])) return missing("to");
  if (text(body["to"]) && !/^\+?\d{5,20}$/.test(text(body["to"]))) return bad("to is no number");
  if (!text(body["to"]) && !/^[A-Z]{2}\.\w+/.test(text(body["recipient"])))
    return bad("recipient is no user id");
  if (body["context"] !== undefined && !text(bag(body["context"])["message_id"]))
    return missing("context.message_id");
  if (text(body["biz_opaque_callback_data"]).length > 512)
    return bad("biz_opaque_callback_data too long");
  const type = text(body["type"]);
  const inner = body[type];
  if (inner === undefined) return missing(type || "type");
  switch (type) {
    case "text":
      return length(bag(inner)["body"], 1, 4096, "text.body");
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return file(type, bag(inner), hasFile);
    case "location":
      return Number.isFinite(Number(bag(inner)["latitude"])) ? undefined : missing("latitude");
    case "contacts":
      return items(inner).every(
        (card) =>
          text(bag(card["name"])["formatted_name"]) && text(bag(card["name"])["first_name"]),
      )
        ? undefined
        : missing("contacts.name");
    case "reaction":
      return text(bag(inner)["message_id"]) ? undefined : missing("reaction.message_id");
    case "template":
      return text(bag(inner)["name"]) && text(bag(bag(inner)["language"])["code"])
        ? undefined
        : missing("template");
    case "interactive":
      return interactive(bag(inner));
    default:
      return { code: 131051, details: type };
  }
}

function length(value: unknown, min: number, max: number, name: string): Problem | undefined {
  const size = Array.from(text(value)).length;
  return size < min || size > max
    ? { code: 100, details: `${name} must have ${min} to ${max} characters` }
    : undefined;
}

function file(type: string, inner: Bag, hasFile: (id: string) => boolean): Problem | undefined {
  if (!text(inner["link"]) && !hasFile(text(inner["id"]))) return bad(`${type}.id is unknown`);
  if ((type === "audio" || type === "sticker") && inner["caption"] !== undefined)
    return { code: 100, details: "no caption here" };
  return length(inner["caption"], 0, 1024, "caption");
}

function interactive(inner: Bag): Problem | undefined {
  const action = bag(inner["action"]);
  const max = inner["type"] === "list" ? 4096 : 1024;
  const body = length(bag(inner["body"])["text"], 1, max, "body");
  if (body) return body;
  const around =
    length(bag(inner["header"])["text"], 0, 60, "header") ??
    length(bag(inner["footer"])["text"], 0, 60, "footer");
  if (around) return around;
  if (inner["type"] === "button") {
    const buttons = items(action["buttons"]).map((button) => bag(button["reply"]));
    const titles = new Set(buttons.map(({ title }) => title));
    if (buttons.length < 1 || buttons.length > 3 || titles.size !== buttons.length)
      return bad("1 to 3 different buttons");
    return buttons.some(({ title }) => length(title, 1, 20, "title"))
      ? bad("button title is longer than 20 characters")
      : undefined;
  }
  if (inner["type"] === "list") {
    const sections = items(action["sections"]);
    if (sections.length > 1 && sections.some(({ title }) => !text(title)))
      return missing("section title");
    const rows = items(action["sections"]).flatMap((section) => items(section["rows"]));
    if (rows.length < 1 || rows.length > 10) return bad("1 to 10 rows in all");
    return rows.some(
      (row) =>
        length(row["title"], 1, 24, "title") ?? length(row["description"], 0, 72, "description"),
    )
      ? bad("row too long")
      : length(action["button"], 1, 20, "button");
  }
  if (inner["type"] === "cta_url")
    return /^https?:\/\//.test(text(bag(action["parameters"])["url"]))
      ? length(bag(action["parameters"])["display_text"], 1, 20, "display_text")
      : missing("url");
  return bad("interactive.type");
}
