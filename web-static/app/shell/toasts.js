import { cls, html } from "../ui.js";
import { t } from "../core/i18n.js";
import { dismiss, toasts } from "../core/toasts.js";
import { styles } from "../core/styles.js";
import { Icon } from "../parts/icon.js";
import { ProblemBox } from "../parts/feedback.js";
await styles(import.meta.url);

/** What was done, and what went wrong where no place of its own could say it. */
export const Toasts = () => html`<div class="toasts" aria-live="polite">
  ${toasts.value.map((toast) => html`<div key=${toast.id} class=${cls("toast", `toast-${toast.kind}`)}>
    ${toast.problem ? html`<${ProblemBox} quiet problem=${toast.problem} />` : html`<p>${toast.text}</p>`}
    <button type="button" aria-label=${t("action.close")} title=${t("action.close")} onClick=${() => dismiss(toast.id)}><${Icon} name="close" size=${14} /></button>
  </div>`)}
</div>`;
