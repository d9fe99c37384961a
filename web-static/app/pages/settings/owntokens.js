import { html, useState } from "../../ui.js";
import { t } from "../../core/i18n.js";
import { Button } from "../../parts/button.js";
import { Section } from "../../parts/page.js";
import { NewToken } from "./newtoken.js";

/** Tokens that act for the one who looks. @param {{user: string}} props */
export function OwnTokens({ user }) {
  const [making, setMaking] = useState(false);
  return html`<${Section} title=${t("settings.ownTokens")}><p>${t("settings.ownTokensText")}</p><div class="me-row"><${Button} icon="join" onClick=${() => setMaking(true)}>${t("settings.newToken")}<//></div>
    ${making && html`<${NewToken} user=${user} onClose=${() => setMaking(false)} />`}<//>`;
}
