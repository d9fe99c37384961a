import { html } from "../../ui.js";
import { t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { environments } from "../../store/people.js";
import { useResource } from "../../store/resource.js";
import { Check, Field } from "../../parts/field.js";
import { TargetBar } from "../../parts/target/targetbar.js";
await styles(import.meta.url);

/**
 * Where something counts: everywhere, on the nodes of a target, or in environments.
 * @param {{target: string, chosen: string[], onTarget: (target: string) => void, onChosen: (chosen: string[]) => void}} props
 */
export function ScopeFields({ target, chosen, onTarget, onChosen }) {
  const { data } = useResource(environments);
  return html`<fieldset class="scope"><legend>${t("settings.only")}</legend>
    <${TargetBar} value=${target} optional cordoned onChange=${onTarget} />
    ${(data ?? []).length > 0 && html`<div class="scope-environments">${(data ?? []).map((one) => html`<${Check} key=${one.name} label=${one.name} checked=${chosen.includes(one.name)} onChange=${(/** @type {boolean} */ on) => onChosen(on ? [...chosen, one.name] : chosen.filter((name) => name !== one.name))} />`)}</div>`}
  </fieldset>`;
}

/** Where a binding or a token counts, in words. @param {{target?: string, environments?: string[]}} props */
export function ScopeText({ target, environments: names = [] }) {
  if (!target && !names.length) return html`<span class="table-faint">${t("settings.everywhere")}</span>`;
  return html`${names.join(", ")}${names.length > 0 && target ? " · " : ""}${target && html`<code>${target}</code>`}`;
}

/** @param {{value: string, onInput: (value: string) => void, options: string[], label: string}} props */
export const Choice = ({ value, onInput, options, label }) => html`<${Field} label=${label} value=${value} onInput=${onInput} options=${options.map((one) => ({ value: one, text: one }))} />`;
