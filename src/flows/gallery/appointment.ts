import { choice, draw, text } from "./draw.ts";

/** Day and time of an appointment, confirmed, with a reminder the evening before left to a person. */
export const appointment = {
  id: "appointment",
  name: "Appointment",
  description: "Takes day and time of an appointment, has it confirmed and tells the team.",
  flowData: draw({
    triggers: [
      {
        kind: "keyword",
        match: "contains",
        words: ["appointment", "book", "booking", "cita", "termin", "agendar"],
      },
    ],
    steps: [
      {
        id: "open",
        type: "condition",
        at: [1, 1],
        data: {
          match: "all",
          groups: [
            { match: "all", rules: [{ field: "now.isOpen", operator: "equals", value: "true" }] },
          ],
        },
      },
      {
        id: "closed",
        type: "message",
        at: [2, 2],
        data: text(
          "We are closed right now, but you can leave your wish and we confirm it in the morning.",
        ),
      },
      {
        id: "day",
        type: "capture",
        at: [1, 3],
        data: {
          question: "Which day suits you? (for example 24.12.2026 or tomorrow)",
          answer: "date",
          saveTo: "day",
          retryText: "Please write a day such as 24.12.2026.",
          timeoutMinutes: 240,
        },
      },
      {
        id: "time",
        type: "buttons",
        at: [1, 4],
        data: choice(
          "And when on {{day}}?",
          { morning: "Morning", noon: "Around noon", afternoon: "Afternoon" },
          { saveTo: "time", timeoutMinutes: 240 },
        ),
      },
      {
        id: "confirm",
        type: "buttons",
        at: [1, 5],
        data: choice(
          "{{day}}, {{time}}. Is that right?",
          { yes: "Yes", change: "Change it" },
          { timeoutMinutes: 240 },
        ),
      },
      {
        id: "field",
        type: "field",
        at: [1, 6],
        data: { name: "appointment", value: "{{day}} {{time}}" },
      },
      {
        id: "note",
        type: "note",
        at: [1, 7],
        data: { text: "Appointment wanted: {{day}}, {{time}}." },
      },
      {
        id: "tag",
        type: "tag",
        at: [1, 8],
        data: { on: "conversation", add: ["appointment"], remove: [] },
      },
      {
        id: "done",
        type: "message",
        at: [1, 9],
        data: text("Noted! We look forward to seeing you on {{day}} ({{time}})."),
      },
      { id: "end", type: "end", at: [1, 10], data: { label: "booked" } },
      {
        id: "person",
        type: "handover",
        at: [3, 4],
        data: { text: "Let me get a colleague to help you with that.", to: "leastBusy" },
      },
    ],
    links: [
      "start > open",
      "open/yes > day",
      "open/no > closed",
      "closed > day",
      "day > time",
      "day/invalid > person",
      "time/morning > confirm",
      "time/noon > confirm",
      "time/afternoon > confirm",
      "time/other > person",
      "confirm/yes > field",
      "confirm/change > day",
      "confirm/other > person",
      "field > note",
      "note > tag",
      "tag > done",
      "done > end",
    ],
  }),
};
