import { html } from "../ui.js";
import { styles } from "../core/styles.js";
await styles(import.meta.url);

/** A short list without columns: a mark, a text, a remark, a time. For long ones there is the table. @param {{children?: any}} props */
export const Rows = ({ children }) => html`<ul class="rows">${children}</ul>`;

/** @param {{href?: string, onClick?: () => void, mark?: any, text: any, note?: any, end?: any}} props */
export function RowsEntry({ href, onClick, mark, text, note, end }) {
  const inside = html`${mark}<span class="rows-text">${text}</span><span class="rows-note">${note}</span><span class="rows-end">${end}</span>`;
  return html`<li>${href ? html`<a class="rows-entry" href=${href}>${inside}</a>` : html`<button type="button" class="rows-entry" onClick=${onClick}>${inside}</button>`}</li>`;
}
