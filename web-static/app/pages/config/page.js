import { html } from "../../ui.js";
import { Documents } from "./documents.js";
import { DocumentPage } from "./document.js";
import { NewDocument } from "./new.js";
import { StatusPage } from "./status.js";

/** @param {{parts: string[], query: Record<string, string>}} props */
export default function Config({ parts, query }) {
  if (parts[1] === "document") return html`<${DocumentPage} key=${`${query.component}\n${query.node ?? ""}\n${query.target ?? ""}`} query=${query} />`;
  if (parts[1] === "new") return html`<${NewDocument} query=${query} />`;
  return parts[1] === "status" ? html`<${StatusPage} query=${query} />` : html`<${Documents} query=${query} />`;
}
