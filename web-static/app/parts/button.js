import { cls, html } from "../ui.js";
import { styles } from "../core/styles.js";
import { Icon } from "./icon.js";
await styles(import.meta.url);

/**
 * A button, or a link that looks like one. `kind` is `main` (the one action of a place), `danger`, or plain; `icon` alone needs a
 * `label` for those who cannot see it.
 * @param {{kind?: "main" | "danger", icon?: any, label?: string, href?: string, disabled?: boolean, pressed?: boolean, busy?: boolean,
 *   type?: string, title?: string, small?: boolean, onClick?: (event: Event) => void, children?: any, download?: string, autofocus?: boolean}} props
 */
export function Button({ kind, icon, label, href, disabled, pressed, busy, type = "button", title, small, onClick, children, download, autofocus }) {
  const name = cls("button", kind && `button-${kind}`, small && "button-small", icon && !children && "button-icon", pressed && "button-pressed");
  const inside = html`${icon && html`<${Icon} name=${icon} size=${14} />`}${children && html`<span>${children}</span>`}`;
  if (href && !disabled) return html`<a class=${name} href=${href} title=${title ?? label} aria-label=${label} download=${download}>${inside}</a>`;
  return html`<button class=${name} type=${type} disabled=${disabled || busy} aria-busy=${busy} aria-pressed=${pressed} title=${title ?? label} aria-label=${label} autofocus=${autofocus} onClick=${onClick}>${inside}</button>`;
}

/**
 * A few choices, of which one holds.
 * @param {{value: string, options: {value: string, text: any, title?: string}[], label: string, onChange: (value: string) => void}} props
 */
export function Segments({ value, options, label, onChange }) {
  return html`<div class="segments" role="group" aria-label=${label}>
    ${options.map(
      (option) => html`<button type="button" class=${cls("segment", option.value === value && "segment-chosen")} aria-pressed=${option.value === value}
        title=${option.title} onClick=${() => onChange(option.value)}>${option.text}</button>`,
    )}
  </div>`;
}
