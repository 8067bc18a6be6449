import { t } from "../i18n/i18n.ts";
import { Chip } from "../ui/badge.tsx";
import { tagPath } from "./contact-words.ts";

/** Each leads to everybody who has it. */
export const TagLinks = ({ tags }: { tags: readonly string[] }) => (
  <span class="flex flex-wrap gap-1">
    {tags.map((tag) => (
      <a
        key={tag}
        href={tagPath(tag)}
        aria-label={t("contacts.filterTag", { tag })}
        class="inline-flex max-w-full rounded-sm hover:brightness-95 max-md:py-2.5"
      >
        <Chip label={tag} />
      </a>
    ))}
  </span>
);
