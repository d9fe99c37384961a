// For those who change the console: serves app/ as it is on disk, and passes everything else to a running control plane.
// npm run serve -- https://127.0.0.1:8443 8600
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { request } from "node:https";
import { extname } from "node:path";

const target = new URL(process.argv[2] ?? "https://127.0.0.1:8443");
const port = Number(process.argv[3] ?? 8600);
const app = new URL("../app/", import.meta.url);
const TYPES = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html" };

function pass(incoming, answer) {
  const headers = { ...incoming.headers, host: target.host };
  const onward = request(new URL(incoming.url, target), { method: incoming.method, headers, rejectUnauthorized: false });
  onward.on("response", (got) => {
    answer.writeHead(got.statusCode, got.headers);
    got.pipe(answer);
  });
  onward.on("error", () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()));
  answer.on("close", () => onward.destroy());
  incoming.pipe(onward);
}

createServer(async (incoming, answer) => {
  const path = new URL(incoming.url, "http://x").pathname;
  const asset = /^\/assets\/[^/]+\/([^?]+)$/.exec(path);
  const page = !asset && incoming.method === "GET" && (incoming.headers.accept ?? "").includes("text/html");
  if (!asset && !page) return pass(incoming, answer);
  try {
    const file = new URL(asset ? asset[1] : "index.html", app);
    const headers = {
      "content-type": TYPES[extname(file.pathname)] ?? "text/plain",
      "cache-control": "no-store",
      "content-security-policy": "default-src 'self'; require-trusted-types-for 'script'",
    };
    const body = await readFile(file);
    answer.writeHead(200, headers).end(body);
  } catch {
    answer.writeHead(404).end();
  }
}).listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port} -> ${target.origin}`));
