import { choice, draw, menu, text } from "./draw.ts";

/** Common questions from a list; a person for the rest. */
export const faq = {
  id: "faq",
  name: "Frequent questions",
  description: "Answers common questions from a list and hands over when none fits.",
  flowData: draw({
    triggers: [
      {
        kind: "keyword",
        match: "exact",
        words: ["help", "faq", "menu", "ayuda", "hilfe", "ajuda", "aide"],
        fuzzy: true,
      },
    ],
    steps: [
      {
        id: "menu",
        type: "list",
        at: [1, 1],
        data: menu("How can we help you?", "See questions", {
          hours: "Opening hours",
          delivery: "Delivery",
          returns: "Returns",
          payment: "Payment",
          person: "Talk to a person",
        }),
      },
      {
        id: "hours",
        type: "message",
        at: [0, 2],
        data: text("We are open Monday to Friday from 9:00 to 17:00."),
      },
      {
        id: "delivery",
        type: "message",
        at: [1, 2],
        data: text("Orders leave us within one working day and arrive two to four days later."),
      },
      {
        id: "returns",
        type: "message",
        at: [2, 2],
        data: text(
          "You can send back anything within 30 days. Reply here and we send you a label.",
        ),
      },
      {
        id: "payment",
        type: "message",
        at: [3, 2],
        data: text("We take cards, bank transfer and cash on delivery."),
      },
      {
        id: "more",
        type: "buttons",
        at: [1, 3],
        data: choice(
          "Is there anything else?",
          { yes: "Another question", no: "No, thanks" },
          { timeoutMinutes: 60 },
        ),
      },
      {
        id: "bye",
        type: "message",
        at: [0, 4],
        data: text('Happy to help. Just write "help" whenever you need us.'),
      },
      { id: "end", type: "end", at: [0, 5], data: { label: "answered" } },
      {
        id: "person",
        type: "handover",
        at: [4, 2],
        data: {
          text: "A colleague will answer you here.",
          note: "Asked for a person in the questions menu.",
          to: "leastBusy",
        },
      },
    ],
    links: [
      "start > menu",
      "menu/hours > hours",
      "menu/delivery > delivery",
      "menu/returns > returns",
      "menu/payment > payment",
      "menu/person > person",
      "menu/other > person",
      "hours > more",
      "delivery > more",
      "returns > more",
      "payment > more",
      "more/yes > menu",
      "more/no > bye",
      "more/other > person",
      "bye > end",
    ],
  }),
};
