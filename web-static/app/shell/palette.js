import { cls, html, useEffect, useMemo, useRef, useState } from "../ui.js";
import { t } from "../core/i18n.js";
import { styles } from "../core/styles.js";
import { commands } from "./commands.js";
import { Dialog } from "../parts/dialog.js";
import { useNodes } from "../store/nodes.js";
import { useJobs } from "../store/jobs.js";
await styles(import.meta.url);

const MOST = 60;

/** Reaches every page, node, job and action by a few letters. @param {{onClose: () => void}} props */
export function Palette({ onClose }) {
  useNodes();
  useJobs();
  const [wanted, setWanted] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef(/** @type {HTMLUListElement | null} */ (null));
  const found = useMemo(() => commands(wanted.trim().toLowerCase(), MOST), [wanted]);
  useEffect(() => void list.current?.children[at]?.scrollIntoView({ block: "nearest" }), [at]);
  const run = (/** @type {import("./commands.js").Command | undefined} */ one) => {
    if (!one) return;
    onClose();
    one.run();
  };
  const keys = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "ArrowDown") setAt(Math.min(at + 1, found.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (event.key === "Enter") run(found[at]);
    else return;
    event.preventDefault();
  };
  return html`<${Dialog} bare wide title=${t("keys.palette")} onClose=${onClose}>
    <input class="palette-input" autofocus placeholder=${t("palette.placeholder")} aria-label=${t("palette.placeholder")} value=${wanted} spellcheck=${false} role="combobox" aria-expanded="true" aria-controls="palette-list"
      aria-activedescendant=${found[at] ? `palette-${at}` : undefined} onInput=${(/** @type {any} */ event) => (setWanted(event.currentTarget.value), setAt(0))} onKeyDown=${keys} />
    <ul class="palette-list" id="palette-list" role="listbox" aria-label=${t("keys.palette")} ref=${list}>
      ${found.map((one, i) => html`<li key=${one.id} id=${`palette-${i}`} role="option" aria-selected=${i === at} class=${cls("palette-entry", i === at && "palette-at")} onClick=${() => run(one)} onMouseMove=${() => i !== at && setAt(i)}>
        <span class="palette-kind">${t(`palette.${one.kind}`)}</span><span class="palette-text">${one.text}</span><span class="palette-hint">${one.hint}</span></li>`)}
      ${found.length === 0 && html`<li class="palette-none">${t("palette.none")}</li>`}
    </ul>
  <//>`;
}
