// app/vendor holds copies of the pinned packages, with their imports made relative so that no import map is needed.
// `npm run vendor` makes them anew; the tests check that they are what the packages hold.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
const VENDOR = "app/vendor/";

const COPIES = [
  ["preact", "dist/preact.module.js", "preact.js"],
  ["preact", "hooks/dist/hooks.module.js", "hooks.js"],
  ["htm", "dist/htm.module.js", "htm.js"],
  ["@preact/signals-core", "dist/signals-core.module.js", "signals-core.js"],
  ["@preact/signals", "dist/signals.module.js", "signals.js"],
];

const TYPES = [
  ["preact", "preact.d.ts"],
  ["preact/hooks", "hooks.d.ts"],
  ["@preact/signals-core", "signals-core.d.ts"],
  ["@preact/signals", "signals.d.ts"],
];

const RELATIVE = new Map([
  ["preact", "./preact.js"],
  ["preact/hooks", "./hooks.js"],
  ["@preact/signals-core", "./signals-core.js"],
]);

const read = (path) => readFileSync(new URL(path, root), "utf8");

/** @returns {Map<string, string>} path below web-static -> content */
export function copies() {
  const files = new Map();
  for (const [name, from, to] of COPIES) {
    const { version, license } = JSON.parse(read(`node_modules/${name}/package.json`));
    const text = read(`node_modules/${name}/${from}`)
      .replace(/(from|import)\s*"([^"]+)"/g, (all, word, target) => {
        if (target.startsWith(".")) return all;
        if (!RELATIVE.has(target)) throw new Error(`${name} imports ${target}, which is not copied`);
        return `${word}"${RELATIVE.get(target)}"`;
      })
      .replace(/\n?\/\/# sourceMappingURL=.*\n?/, "\n");
    files.set(VENDOR + to, `// ${name} ${version} (${license}); see LICENSES.txt\n${text.trimEnd()}\n`);
  }
  for (const [name, to] of TYPES) {
    files.set(VENDOR + to, `export * from "${name}";\n`);
  }
  files.set(VENDOR + "htm.d.ts", `import htm from "htm";\nexport default htm;\n`);
  const licences = [...new Set(COPIES.map(([name]) => name))].map((name) => {
    const { version } = JSON.parse(read(`node_modules/${name}/package.json`));
    return `==== ${name} ${version} ====\n\n${read(`node_modules/${name}/LICENSE`).trimEnd()}\n`;
  });
  files.set(VENDOR + "LICENSES.txt", licences.join("\n"));
  return files;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv.includes("--write")) {
  mkdirSync(new URL(VENDOR, root), { recursive: true });
  for (const [path, text] of copies()) writeFileSync(new URL(path, root), text);
}
