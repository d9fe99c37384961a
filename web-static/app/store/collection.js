import { signal } from "../ui.js";

const LARGE = 2_000;

/**
 * Live objects by id. However many change at once, those who look are told once a frame at most. Their order must depend on what
 * never changes of an object: it is worked out anew only when objects come or go.
 * @template T
 */
export class Collection {
  /** @type {Map<string, T>} */
  map = new Map();
  /** Changes with the objects: read it to hear of changes. */
  version = signal(0);
  #scheduled = false;
  /** @type {{version: number, list: T[]}} */
  #sorted = { version: -1, list: [] };
  /** The ids in order, with new ones at the end; some may be gone. @type {string[]} */
  #order = [];
  #ordered = true;
  #compare;

  /** @param {(a: T, b: T) => number} compare */
  constructor(compare) {
    this.#compare = compare;
  }

  /** @param {string} id */
  get(id) {
    void this.version.value;
    return this.map.get(id);
  }

  /** @param {string} id @param {T} object */
  put(id, object) {
    if (!this.map.has(id)) {
      this.#order.push(id);
      this.#ordered = false;
    }
    this.map.set(id, object);
    this.touch();
  }

  /** @param {string} id */
  drop(id) {
    if (!this.map.delete(id)) return;
    this.#ordered = false;
    this.touch();
  }

  /** All of them in order; the same array until something changes. @returns {T[]} */
  list() {
    const version = this.version.value;
    if (this.#sorted.version !== version) {
      const order = this.#inOrder();
      this.#sorted = { version, list: order.map((id) => /** @type {T} */ (this.map.get(id))) };
    }
    return this.#sorted.list;
  }

  #inOrder() {
    if (!this.#ordered) {
      // what is there is in order already, and so mostly is what came: sorting runs is quick
      const there = [...new Set(this.#order)].flatMap((id) => this.map.get(id) ?? []);
      const ids = new Map([...this.map].map(([id, object]) => [object, id]));
      this.#order = there.sort(this.#compare).map((object) => /** @type {string} */ (ids.get(object)));
      this.#ordered = true;
    }
    return this.#order;
  }

  touch() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const tell = () => {
      this.#scheduled = false;
      this.version.value += 1;
    };
    // a page that is not seen gets no frames, and what is large is looked over as a whole: not sixty times a second
    if (document.hidden || this.map.size > LARGE) setTimeout(tell, 200);
    else requestAnimationFrame(tell);
  }
}
