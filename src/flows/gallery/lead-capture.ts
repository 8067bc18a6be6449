import { choice, draw, text } from "./draw.ts";

/** Name, email and interest of somebody new, kept with the contact; the team hears of it. */
export const leadCapture = {
  id: "lead-capture",
  name: "Lead capture",
  description: "Asks a new contact for name, email and interest, tags it and tells the team.",
  flowData: draw({
    triggers: [
      { kind: "welcome", days: 0 },
      { kind: "ad_referral" },
      { kind: "keyword", match: "contains", words: ["price", "offer", "quote"] },
    ],
    steps: [
      {
        id: "hello",
        type: "message",
        at: [1, 1],
        data: text(
          "Hi {{contact.first_name|there}}, thanks for writing! A few short questions and we are with you.",
        ),
      },
      {
        id: "name",
        type: "capture",
        at: [1, 2],
        data: {
          question: "What is your name?",
          answer: "text",
          min: 2,
          max: 80,
          saveTo: "name",
          saveToField: "full_name",
          timeoutMinutes: 720,
        },
      },
      {
        id: "email",
        type: "capture",
        at: [1, 3],
        data: {
          question: "Thanks, {{name}}. Which email can we reach you at?",
          answer: "email",
          saveTo: "email",
          saveToField: "email_address",
          retryText: "That does not look like an email address. Please try again.",
          timeoutMinutes: 720,
        },
      },
      {
        id: "interest",
        type: "buttons",
        at: [1, 4],
        data: choice(
          "What are you interested in?",
          { buy: "Buying", support: "Support", rest: "Something else" },
          { saveTo: "interest" },
        ),
      },
      {
        id: "tag",
        type: "tag",
        at: [1, 5],
        data: { on: "contact", add: ["lead", "{{interest}}"], remove: [] },
      },
      {
        id: "note",
        type: "note",
        at: [1, 6],
        data: {
          text: "New lead: {{name}}, {{email|no email}}, interested in {{interest|something}}.",
        },
      },
      { id: "assign", type: "assign", at: [1, 7], data: { to: "leastBusy" } },
      {
        id: "thanks",
        type: "message",
        at: [1, 8],
        data: text("Thank you, {{name}}! A colleague will get back to you shortly."),
      },
      { id: "end", type: "end", at: [1, 9], data: { label: "lead" } },
      { id: "quiet", type: "end", label: "No answer", at: [2, 4], data: { label: "no answer" } },
    ],
    links: [
      "start > hello",
      "hello > name",
      "name > email",
      "name/timeout > quiet",
      "email > interest",
      "email/invalid > interest",
      "email/timeout > quiet",
      "interest/buy > tag",
      "interest/support > tag",
      "interest/rest > tag",
      "interest/other > tag",
      "tag > note",
      "note > assign",
      "assign > thanks",
      "thanks > end",
    ],
    variables: [
      { name: "email", type: "text" },
      { name: "interest", type: "text", initial: "other" },
    ],
  }),
};
