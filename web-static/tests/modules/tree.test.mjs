// What holds for all files of the console.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { copies } from "../vendor.mjs";
import "./dom.mjs";

const root = new URL("../../", import.meta.url);
const app = new URL("app/", root);
const read = (path) => readFileSync(new URL(path, app), "utf8");
const files = readdirSync(app, { recursive: true }).filter((path) => /\.(js|css|html|svg|txt)$/.test(path));
const own = files.filter((path) => !path.startsWith("vendor/"));
const scripts = own.filter((path) => path.endsWith(".js"));

const { en } = await import("../../app/i18n/en.js");
const { zh } = await import("../../app/i18n/zh.js");
const bare = (key) => key.replace(/\.(one|other)$/, "");

test("dictionaries have the same keys and the same parameters", () => {
  assert.deepEqual(Object.keys(zh), Object.keys(en));
  const names = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
  for (const key of Object.keys(en)) {
    assert.deepEqual(names(zh[key]), names(en[key]), key);
    assert.notEqual(zh[key].trim(), "", key);
    if (key.endsWith(".one")) assert.ok(`${bare(key)}.other` in en, key);
  }
});

test("every text that is asked for is in the dictionaries", () => {
  const known = new Set(Object.keys(en).map(bare));
  const missing = scripts.flatMap((path) =>
    [...read(path).matchAll(/(?:\bt\(|label: |hint: |problem = .*?|\? )"([a-z]+\.[A-Za-z0-9_.]+)"/g)].map((match) => match[1])
      .filter((key) => key in en || known.has(key) ? false : /^(page|keys|run|job|jobs|node|nodes|target|output|fleet|action|login|account)\./.test(key))
      .map((key) => `${path}: ${key}`));
  assert.deepEqual(missing, []);
});

test("every text is asked for somewhere", () => {
  const all = scripts.filter((path) => !path.startsWith("i18n/")).map(read).join("\n");
  const computed = [...all.matchAll(/`([a-z.]+)\.\$\{/g)].map((match) => `${match[1]}.`);
  const unused = [...new Set(Object.keys(en).map(bare))].filter((key) => !all.includes(`"${key}"`) && !computed.some((prefix) => key.startsWith(prefix)));
  assert.deepEqual(unused, []);
});

test("files are short", () => {
  const long = own.filter((path) => !path.startsWith("i18n/") && read(path).split("\n").length > 301);
  assert.deepEqual(long, []);
});

test("nothing is inline, evaluated or from elsewhere", () => {
  for (const path of own) {
    const text = read(path);
    assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|dangerouslySet/, path);
    assert.doesNotMatch(text, /(?:src=|href=|from |import\(|fetch\(|url\()\s*["'`]?(?:https?:)?\/\//, path);
    assert.doesNotMatch(text, /style="/, path);
  }
  assert.doesNotMatch(read("index.html"), /<script(?![^>]*src=)|<style|\son\w+=/);
});

test("only the store and the session call the API", () => {
  const callers = scripts.filter((path) => /from "[./]*core\/api\.js"|from "\.\/api\.js"/.test(read(path)));
  assert.deepEqual(callers.filter((path) => !/^(store|core)\//.test(path)), []);
  assert.deepEqual(scripts.filter((path) => /\bfetch\(/.test(read(path))), ["core/api.js", "core/connection.js"]);
});

test("colours come from the tokens", () => {
  for (const path of own.filter((one) => one.endsWith(".css") && one !== "style/tokens.css")) {
    assert.doesNotMatch(read(path), /#[0-9a-f]{3,8}\b|rgba?\(|hsl/i, path);
  }
});

test("a style sheet that is asked for is there", () => {
  const missing = scripts.filter((path) => path !== "core/styles.js" && read(path).includes("await styles(import.meta.url)") && !files.includes(path.replace(/\.js$/, ".css")));
  assert.deepEqual(missing, []);
});

test("the copies in vendor are what the pinned packages hold", () => {
  for (const [path, text] of copies()) assert.equal(readFileSync(new URL(path, root), "utf8"), text, path);
});

test("all assets together are below 300 KB compressed", (t) => {
  const size = files.reduce((sum, path) => sum + gzipSync(readFileSync(new URL(path, app)), { level: 9 }).length, 0);
  t.diagnostic(`${files.length} files, ${Math.round(size / 1024)} KiB compressed`);
  assert.ok(size < 300 * 1024, `${size}`);
});

test("types are right", () => {
  try {
    execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"], { cwd: root, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    assert.fail(error.stdout);
  }
});

test("every colour that text has can be read on every ground that a row can have", () => {
  const [light, dark] = read("style/tokens.css").split(':root[data-theme="dark"]');
  const channel = (hex) => (hex / 255 <= 0.04045 ? hex / 255 / 12.92 : ((hex / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = (colour) => [1, 3, 5].map((at) => channel(parseInt(colour.slice(at, at + 2), 16))).reduce((sum, one, i) => sum + one * [0.2126, 0.7152, 0.0722][i], 0);
  const grounds = ["bg", "panel", "hover", "chosen"];
  for (const [theme, css] of Object.entries({ light, dark })) {
    const value = (name) => css.match(new RegExp(`--${name}: (#[0-9a-f]{6});`))[1];
    const contrast = (one, other) => {
      const [low, high] = [luminance(value(one)), luminance(value(other))].sort((a, b) => a - b);
      return (high + 0.05) / (low + 0.05);
    };
    const states = ["ok", "run", "wait", "bad", "odd", "off"];
    const pairs = [...["ink", "muted", "accent", ...states].flatMap((text) => grounds.map((ground) => [text, ground])), ["ok", "ok-soft"], ["bad", "bad-soft"]];
    assert.deepEqual(pairs.filter(([text, ground]) => contrast(text, ground) < 4.5).map((pair) => `${theme}: ${pair.join(" on ")}`), []);
  }
});
