import { html } from "../ui.js";
import { t } from "../core/i18n.js";
import { styles } from "../core/styles.js";
import { Button } from "./button.js";
await styles(import.meta.url);

/** The top of a drawer. @param {{title: any, onClose: () => void, children?: any}} props */
export const DrawerHead = ({ title, onClose, children }) => html`<header class="drawerhead">
  <div class="drawerhead-title">${title}</div>${children}<${Button} small icon="close" label=${t("action.close")} onClick=${onClose} />
</header>`;
