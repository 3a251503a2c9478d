// What the page tells the server of itself: hidden and shown, cut off and back. The answer says where the attempt stands.

import { postJson } from "./say.js";

export class PageSigns {
  constructor({ url, page, onStanding }) {
    this.url = url;
    this.page = page;
    this.onStanding = onStanding;
    this.waiting = [];
    this.since = {};
    document.addEventListener("visibilitychange", () => this.turn("hidden", "shown", document.hidden));
    window.addEventListener("offline", () => this.turn("offline", "online", true));
    window.addEventListener("online", () => this.turn("offline", "online", false));
  }

  /** Something began or ended; the end says how many seconds it lasted. */
  turn(begin, end, began) {
    if (began) {
      this.since[begin] = Date.now();
      this.waiting.push({ kind: begin });
    } else if (this.since[begin]) {
      this.waiting.push({ kind: end, seconds: Math.round((Date.now() - this.since[begin]) / 1000) });
      delete this.since[begin];
    }
    if (navigator.onLine) this.ask();
  }

  /** Tell what is waiting and learn where the attempt stands; null when nobody answers. */
  async ask() {
    const events = this.waiting.splice(0, 50);
    const answer = await postJson(this.url, { page: this.page, events });
    if (answer.ok) this.onStanding(answer.body);
    else if (answer.status === 0) this.waiting.unshift(...events);
    return answer.ok ? answer.body : null;
  }
}
