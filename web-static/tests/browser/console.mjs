// A browser that is logged in, and what is said of every page it shows.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { chromium } from "playwright-core";

export const BASE = process.env.CONSOLE_URL;
export const TOKEN = readFileSync(process.env.CONSOLE_TOKEN_FILE, "utf8").trim();
export const SHOTS = process.env.CONSOLE_SHOTS;
const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
const PATIENCE = 90_000;

/** Messages of the browser about answers that a test provoked. */
const PROVOKED = /Failed to load resource: (the server responded with a status of (4\d\d|502|503)|net::ERR_)/;

export async function open() {
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args: ["--no-sandbox"] });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ignoreHTTPSErrors: true, locale: "en-GB" });
  context.setDefaultTimeout(PATIENCE);
  context.setDefaultNavigationTimeout(PATIENCE);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !PROVOKED.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`error: ${error.stack}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== new URL(BASE).origin && url.protocol !== "blob:" && url.protocol !== "data:") faults.push(`request: ${url}`);
  });
  return { browser, context, page, faults };
}

export async function login(page) {
  await page.goto(BASE);
  await page.getByRole("button", { name: "API token" }).click();
  await page.getByLabel("API token", { exact: true }).and(page.locator("input")).fill(TOKEN);
  await page.locator("button[type=submit]").click();
  await page.locator(".shell").waitFor();
}

/** Goes somewhere within the page, as a link does. */
export async function go(page, to) {
  await page.evaluate((path) => {
    const link = Object.assign(document.createElement("a"), { href: path });
    document.body.append(link);
    link.click();
    link.remove();
  }, to);
  await settled(page);
}

/** What is loading has loaded. */
export async function settled(page) {
  await page.locator(".page-body, .page-fill, .login").first().waitFor();
  await page.waitForFunction(() => !document.querySelector(".skeleton"));
}

/** A choice in the account's menu. */
export async function choose(page, name) {
  await page.locator(".account-open").click();
  await page.locator(".account-menu").getByRole("button", { name, exact: true }).click();
  await page.keyboard.press("Escape");
}

export async function shoot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png` });
}

/** Nothing sticks out to the side, whatever the width. */
export async function fits(page, name) {
  const wide = await page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    return scrollWidth > clientWidth ? `${scrollWidth} > ${clientWidth}` : "";
  });
  assert.equal(wide, "", `${name} is wider than the window`);
}

/** The violations that axe finds. */
export async function axe(page) {
  const source = readFileSync(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source);
  const found = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ["violations"] })).violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`));
  return found;
}
