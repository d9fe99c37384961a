import { html, useState } from "../ui.js";
import { number, t } from "../core/i18n.js";
import { Problem } from "../core/problem.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { Field } from "./field.js";
import { ProblemBox } from "./feedback.js";
import { nodeList } from "./nodelist.js";

/** From so many nodes on, the number has to be typed. */
export const MANY = 10;

/**
 * Asks before something that cannot be taken back or hits many: how many and who, why, and for many nodes the number.
 * @param {{title: string, action: string, nodes: string[], reason?: boolean, danger?: boolean, children?: any,
 *   onConfirm: (reason: string) => Promise<unknown>, onClose: () => void}} props
 *   `reason` asks for one, which the audit and the history keep
 */
export function Confirm({ title, action, nodes, reason = false, danger = true, children, onConfirm, onClose }) {
  const [why, setWhy] = useState("");
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const many = nodes.length >= MANY;
  const ready = (!reason || why.trim() !== "") && (!many || typed.replace(/\D/g, "") === String(nodes.length));
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await onConfirm(why.trim());
      onClose();
    } catch (error) {
      setProblem(Problem.from(error));
      setBusy(false);
    }
  };
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <form onSubmit=${submit}>
      <div class="dialog-body">
        ${children}
        ${nodes.length > 0 && html`<p><b>${t("nodes.count", { count: nodes.length })}</b>: <code>${nodeList(nodes, 240)}</code></p>`}
        ${reason && html`<${Field} label=${t("confirm.reason")} value=${why} onInput=${setWhy} below=${t("confirm.reasonBelow")} required autofocus />`}
        ${many && html`<${Field} label=${t("confirm.type", { count: number(nodes.length) })} value=${typed} onInput=${setTyped} mono required autofocus=${!reason} />`}
        ${problem && html`<${ProblemBox} problem=${problem} />`}
      </div>
      <div class="dialog-foot">
        <${Button} onClick=${onClose}>${t("action.back")}<//>
        <${Button} type="submit" kind=${danger ? "danger" : "main"} disabled=${!ready} busy=${busy} autofocus=${!reason && !many}>${action}<//>
      </div>
    </form>
  <//>`;
}
