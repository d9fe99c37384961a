import { html } from "../../ui.js";
import { number, t } from "../../core/i18n.js";
import { drawerHref } from "../../core/router.js";
import { styles } from "../../core/styles.js";
import { closeVerification, verification } from "../../store/audit.js";
import { Button } from "../../parts/button.js";
import { ProblemBox } from "../../parts/feedback.js";
import { Mark } from "../../parts/mark.js";
await styles(import.meta.url);

/** What the check of the chain says, in words. */
export function Verdict() {
  const check = verification.value;
  if (!check) return null;
  const { running, last, problem } = check;
  const rows = number(Number(last?.rows ?? 0));
  const whole = last?.done && last.ok;
  return html`<div class="verdict" role="status">
    <div class="verdict-words">
      ${problem ? html`<${ProblemBox} quiet problem=${problem} />`
        : running || !last?.done ? html`<${Mark} state="running" name=${t("audit.verifying", { rows })} />`
        : whole ? html`<p><${Mark} state="succeeded" name=${t("audit.whole")} /></p><p>${t("audit.wholeText", { rows, first: last.firstSeq ?? "0", last: last.lastSeq ?? "0", heads: number(last.heads ?? 0) })}</p>`
        : html`<p><${Mark} state="failed" name=${t(`audit.how.${last.how || "changed"}`, { seq: last.brokenSeq ?? "" })} /></p><p>${last.message}</p>
            ${last.brokenSeq && last.brokenSeq !== "0" && html`<p><a href=${drawerHref(`audit/${last.brokenSeq}`)}>${t("audit.openBroken", { seq: last.brokenSeq })}</a></p>`}<p class="note">${t("audit.brokenText", { rows })}</p>`}
      ${last?.done && (last.headsUnsigned ?? 0) > 0 && html`<p class="note note-odd">${t("audit.unsigned", { count: last.headsUnsigned ?? 0 })}</p>`}
    </div>
    <${Button} small icon="close" label=${t("action.close")} onClick=${closeVerification} />
  </div>`;
}
