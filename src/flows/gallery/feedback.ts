import { draw, menu, text } from "./draw.ts";

/** A mark from one to five; whoever is unhappy gets a person. */
export const feedback = {
  id: "feedback",
  name: "Feedback",
  description: "Asks how it was. Praise is thanked for, complaints reach a person at once.",
  flowData: draw({
    triggers: [{ kind: "manual" }, { kind: "api" }, { kind: "tag", tag: "ask-feedback" }],
    steps: [
      {
        id: "rate",
        type: "list",
        at: [1, 1],
        data: {
          ...menu("How happy are you with us, {{contact.first_name|dear customer}}?", "Choose", {
            "5": "Very happy",
            "4": "Happy",
            "3": "So-so",
            "2": "Unhappy",
            "1": "Very unhappy",
          }),
          saveTo: "rating",
          timeoutMinutes: 1200,
        },
      },
      { id: "keep", type: "field", at: [1, 2], data: { name: "last_rating", value: "{{rating}}" } },
      {
        id: "good",
        type: "condition",
        at: [1, 3],
        data: {
          match: "all",
          groups: [
            {
              match: "all",
              rules: [{ field: "rating", operator: "one_of", value: "Very happy, Happy" }],
            },
          ],
        },
      },
      {
        id: "thanks",
        type: "message",
        at: [0, 4],
        data: text("Wonderful, thank you! It would help us a lot if you told others too."),
      },
      {
        id: "fan",
        type: "tag",
        at: [0, 5],
        data: { on: "contact", add: ["happy"], remove: ["unhappy"] },
      },
      { id: "end", type: "end", at: [0, 6], data: { label: "happy" } },
      {
        id: "why",
        type: "capture",
        at: [2, 4],
        data: {
          question: "We are sorry. What went wrong?",
          answer: "text",
          saveTo: "reason",
          timeoutMinutes: 240,
        },
      },
      {
        id: "critic",
        type: "tag",
        at: [2, 5],
        data: { on: "contact", add: ["unhappy"], remove: ["happy"] },
      },
      {
        id: "person",
        type: "handover",
        at: [2, 6],
        data: {
          text: "Thank you for telling us. A colleague will write to you.",
          note: "Unhappy ({{rating}}): {{reason|no reason given}}",
          to: "leastBusy",
        },
      },
    ],
    links: [
      "start > rate",
      "rate/5 > keep",
      "rate/4 > keep",
      "rate/3 > keep",
      "rate/2 > keep",
      "rate/1 > keep",
      "keep > good",
      "good/yes > thanks",
      "thanks > fan",
      "fan > end",
      "good/no > why",
      "why > critic",
      "why/timeout > critic",
      "critic > person",
    ],
  }),
};
