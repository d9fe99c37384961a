import { signal } from "../ui.js";
import { breathe } from "../core/clock.js";
import { backoff, get, post, request, wait } from "../core/api.js";
import { Problem } from "../core/problem.js";
import { fileList, readFile } from "./files.js";
import { Sha256 } from "./sha256.js";

/**
 * Files on their way to the server. Each is read twice: for its hash, by which the server knows what is there already and
 * finds an upload that was cut, and then in chunks, several at once.
 * @typedef {{id: number, name: string, size: number, state: "reading" | "sending" | "checking" | "done" | "failed" | "stopped",
 *   done: number, began: number, problem?: Problem, file?: import("./files.js").StoredFile, known?: boolean, resumed?: number}} Upload
 */

const AT_ONCE = 3;
const READ = 4 * 1024 * 1024;
const TRIES = 8;

export const uploads = signal(/** @type {Upload[]} */ ([]));

let count = 0;
/** @type {Map<number, {source: File, name: string, closing: AbortController}>} */
const running = new Map();

/** @param {number} id @param {Partial<Upload>} changes */
function put(id, changes) {
  uploads.value = uploads.peek().map((one) => (one.id === id ? { ...one, ...changes } : one));
}

/** @param {File} source @param {string} [name] for people; its own when left out */
export function upload(source, name = source.name) {
  const id = ++count;
  uploads.value = [{ id, name, size: source.size, state: "reading", done: 0, began: Date.now() }, ...uploads.peek()];
  running.set(id, { source, name, closing: new AbortController() });
  void run(id);
}

/** Begins again where it was cut. @param {number} id */
export function again(id) {
  const one = running.get(id);
  if (!one) return;
  one.closing = new AbortController();
  put(id, { state: "reading", done: 0, problem: undefined, began: Date.now() });
  void run(id);
}

/** @param {number} id */
export function stop(id) {
  running.get(id)?.closing.abort();
  put(id, { state: "stopped" });
}

/** Takes it off the list. @param {number} id */
export function forget(id) {
  running.get(id)?.closing.abort();
  running.delete(id);
  uploads.value = uploads.peek().filter((one) => one.id !== id);
}

/** @param {number} id */
async function run(id) {
  const { source, name, closing } = /** @type {{source: File, name: string, closing: AbortController}} */ (running.get(id));
  const { signal: abort } = closing;
  try {
    const sha256 = await hash(source, abort, (done) => put(id, { done }));
    const begun = await post("/files/uploads", { name, size: String(source.size), sha256 }, { signal: abort });
    if (begun.file) return ended(id, begun.file, true);
    await send(id, source, begun, abort);
    put(id, { state: "checking" });
    ended(id, await commit(begun.id, sha256, abort), false);
  } catch (error) {
    if (!abort.aborted) put(id, { state: "failed", problem: Problem.from(error) });
  }
}

/** @param {number} id @param {any} file @param {boolean} known */
function ended(id, file, known) {
  put(id, { state: "done", file: readFile(file), known });
  running.delete(id);
  fileList.invalidate();
}

/** @param {File} source @param {AbortSignal} abort @param {(done: number) => void} tell */
async function hash(source, abort, tell) {
  const sum = new Sha256();
  for (let at = 0; at < source.size; at += READ) {
    const bytes = new Uint8Array(await source.slice(at, at + READ).arrayBuffer());
    for (let from = 0; from < bytes.length; from += READ / 8) {
      sum.update(bytes.subarray(from, from + READ / 8));
      await breathe();
      abort.throwIfAborted();
    }
    tell(at + bytes.length);
  }
  return sum.hex();
}

/** @param {number} id @param {File} source @param {any} begun @param {AbortSignal} abort */
async function send(id, source, begun, abort) {
  const size = begun.chunkSize;
  const there = new Set((begun.received ?? []).map(Number));
  /** @type {number[]} */
  const left = [];
  for (let at = 0; at < source.size; at += size) if (!there.has(at)) left.push(at);
  let done = Math.min(source.size, there.size * size);
  put(id, { state: "sending", done, resumed: done });
  const worker = async () => {
    for (let at = left.shift(); at !== undefined; at = left.shift()) {
      const chunk = source.slice(at, at + size);
      await chunkOf(begun.id, at, chunk, abort);
      done += chunk.size;
      put(id, { done });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** A chunk may be sent again without harm, so it is, while that may help. @param {string} upload @param {number} at @param {Blob} chunk @param {AbortSignal} abort */
async function chunkOf(upload, at, chunk, abort) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await request("PUT", `/files/uploads/${upload}/chunks/${at}`, { body: chunk, signal: abort, limit: 120_000 });
      return;
    } catch (error) {
      const problem = Problem.from(error);
      if (abort.aborted || !problem.passing || attempt >= TRIES) throw error;
      await wait(problem.retryAfter || backoff(attempt), abort);
    }
  }
}

/** @param {string} upload @param {string} sha256 @param {AbortSignal} abort */
async function commit(upload, sha256, abort) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await post(`/files/uploads/${upload}/commit`, { sha256 }, { signal: abort });
    } catch (error) {
      const problem = Problem.from(error);
      if (!abort.aborted && problem.status === 404) {
        // the answer of an earlier try got lost: then the file is there
        const page = await get("/files", { sha256, pageSize: 1 }, abort);
        if (page.files?.length) return page.files[0];
      }
      if (abort.aborted || !problem.passing || attempt >= TRIES * 4) throw error;
      await wait(problem.retryAfter || backoff(attempt), abort);
    }
  }
}
