import { cls, html, useId } from "../ui.js";
import { styles } from "../core/styles.js";
await styles(import.meta.url);

/**
 * A labelled field. What is `below` it explains it, `wrong` says what is wrong with what is in it.
 * @param {{label: string, value: string, onInput: (value: string) => void, type?: string, placeholder?: string, below?: any, wrong?: string,
 *   mono?: boolean, lines?: number, required?: boolean, autofocus?: boolean, autocomplete?: string, disabled?: boolean, width?: string,
 *   options?: {value: string, text: string}[], onKeyDown?: (event: KeyboardEvent) => void, list?: string[]}} props
 *   `lines` makes it a text of so many lines, `options` a choice
 */
export function Field({ label, value, onInput, type = "text", placeholder, below, wrong, mono, lines, required, autofocus, autocomplete = "off", disabled, width, options, onKeyDown, list }) {
  const id = useId();
  const common = {
    id, value, placeholder, required, autofocus, disabled, onKeyDown, spellcheck: !mono, "aria-invalid": wrong ? "true" : undefined,
    "aria-describedby": below || wrong ? `${id}-below` : undefined, class: cls("field-input", mono && "field-mono"),
    onInput: (/** @type {any} */ event) => onInput(event.currentTarget.value),
  };
  return html`<div class="field" style=${width ? { width } : undefined}>
    <label for=${id}>${label}</label>
    ${options
      ? html`<select ...${common}>${options.map((option) => html`<option key=${option.value} value=${option.value} selected=${option.value === value}>${option.text}</option>`)}</select>`
      : lines
        ? html`<textarea ...${common} rows=${lines}></textarea>`
        : html`<input ...${common} type=${type} autocomplete=${autocomplete} list=${list ? `${id}-list` : undefined} />`}
    ${list && html`<datalist id=${`${id}-list`}>${list.map((one) => html`<option key=${one} value=${one} />`)}</datalist>`}
    ${(wrong || below) && html`<p id=${`${id}-below`} class=${cls("field-below", wrong && "field-wrong")}>${wrong || below}</p>`}
  </div>`;
}

/** @param {{label: any, checked: boolean, onChange: (checked: boolean) => void, disabled?: boolean, below?: any}} props */
export function Check({ label, checked, onChange, disabled, below }) {
  return html`<label class="check"><input type="checkbox" checked=${checked} disabled=${disabled} onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.checked)} />
    <span>${label}${below && html`<span class="field-below">${below}</span>`}</span></label>`;
}
