import { h, type AllHTMLAttributes } from "preact";

// Typed as text so that one component may have any `type`; the attribute types want each on its own.
const tag: string = "input";

export const Input = (props: AllHTMLAttributes<HTMLInputElement>) => h(tag, props);
