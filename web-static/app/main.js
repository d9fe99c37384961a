import { html, render } from "./ui.js";
import { resume } from "./core/session.js";
import { Shell } from "./shell/shell.js";

void resume();
render(html`<${Shell} />`, /** @type {HTMLElement} */ (document.getElementById("console")));
