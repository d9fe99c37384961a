import { html, useEffect, useRef } from "../ui.js";
import { styles } from "../core/styles.js";
import { t } from "../core/i18n.js";
import { Button } from "./button.js";
await styles(import.meta.url);

/**
 * A dialog over the page. Escape and a click beside it close it; the focus stays in it and returns.
 * @param {{title: any, onClose: () => void, children?: any, wide?: boolean, bare?: boolean}} props
 */
export function Dialog({ title, onClose, children, wide, bare }) {
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    const element = /** @type {HTMLDialogElement} */ (box.current);
    element.showModal();
    return () => element.close();
  }, []);
  return html`<dialog ref=${box} class=${wide ? "dialog dialog-wide" : "dialog"} aria-label=${typeof title === "string" ? title : undefined}
    onCancel=${(/** @type {Event} */ event) => (event.preventDefault(), onClose())}
    onMouseDown=${(/** @type {MouseEvent} */ event) => event.target === event.currentTarget && onClose()}>
    <div class="dialog-inside">
      ${!bare && html`<div class="dialog-head"><h2>${title}</h2><${Button} icon="close" label=${t("action.close")} onClick=${onClose} /></div>`}
      ${children}
    </div>
  </dialog>`;
}
