import { draw, text } from "./draw.ts";

/** Asks the shop's own interface; the address is the first thing to change. */
export const orderStatus = {
  id: "order-status",
  name: "Order status",
  description: "Looks an order up in your shop's API and tells where it is.",
  flowData: draw({
    triggers: [
      {
        kind: "keyword",
        match: "contains",
        words: ["order", "parcel", "tracking", "pedido", "bestellung"],
      },
      { kind: "button", payload: "track-order" },
    ],
    steps: [
      {
        id: "ask",
        type: "capture",
        at: [1, 1],
        data: {
          question: "What is your order number? (six digits)",
          answer: "number",
          min: 100_000,
          max: 999_999,
          saveTo: "order_number",
          retryText: "An order number has six digits. Please try again.",
          timeoutMinutes: 120,
        },
      },
      {
        id: "look",
        type: "api",
        label: "Look up the order",
        at: [1, 2],
        data: {
          method: "GET",
          url: "https://shop.example.com/api/orders/{{order_number}}",
          headers: [],
          mapping: [
            { path: "$.status", variable: "order_status" },
            { path: "$.trackingUrl", variable: "tracking_url" },
          ],
        },
      },
      {
        id: "which",
        type: "switch",
        at: [1, 3],
        data: {
          field: "order_status",
          cases: [
            { id: "shipped", label: "Shipped", operator: "equals", value: "shipped" },
            {
              id: "packed",
              label: "Being packed",
              operator: "one_of",
              value: "paid, packed, processing",
            },
          ],
        },
      },
      {
        id: "shipped",
        type: "message",
        at: [0, 4],
        data: text(
          "Good news: order {{order_number}} is on its way. Follow it here: {{tracking_url|we send you the link by email}}",
        ),
      },
      {
        id: "packed",
        type: "message",
        at: [1, 4],
        data: text("Order {{order_number}} is being packed and leaves us soon."),
      },
      { id: "end", type: "end", at: [1, 5], data: { label: "told" } },
      {
        id: "person",
        type: "handover",
        at: [2, 4],
        data: {
          text: "I could not find that order. A colleague will look into it.",
          note: "Order {{order_number|unknown}} was not found by the bot.",
          to: "leastBusy",
        },
      },
    ],
    links: [
      "start > ask",
      "ask > look",
      "ask/invalid > person",
      "look > which",
      "look/failed > person",
      "which/shipped > shipped",
      "which/packed > packed",
      "which/otherwise > person",
      "shipped > end",
      "packed > end",
    ],
  }),
};
