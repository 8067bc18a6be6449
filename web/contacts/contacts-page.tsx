import { useRoute } from "preact-iso";
import { ContactDetail } from "./contact-detail.tsx";
import { ContactList } from "./contact-list.tsx";

export function ContactsPage() {
  const id = useRoute().params["id"];
  return id ? <ContactDetail key={id} id={id} /> : <ContactList />;
}
