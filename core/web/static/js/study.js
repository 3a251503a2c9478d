// The heartbeat of a lesson: the server counts, this page says at once what counted and, if not, why.

import { csrfToken, fill, passes, postJson, setText } from "./say.js";

class Study {
  constructor(root) {
    this.root = root;
    this.seq = Number(root.dataset.seq) || 0;
    this.every = (Number(root.dataset.beatSeconds) || 60) * 1000;
    this.busy = false;
    this.left = false;
    this.timer = 0;
    document.addEventListener("visibilitychange", () => this.onVisibility());
    window.addEventListener("online", () => this.beat());
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("pageshow", (event) => event.persisted && this.comeBack());
    this.schedule();
  }

  get stopped() {
    return this.root.dataset.state === "stopped";
  }

  schedule() {
    clearTimeout(this.timer);
    if (!this.stopped && !document.hidden) this.timer = setTimeout(() => this.beat(), this.every);
  }

  onVisibility() {
    if (this.stopped) return;
    if (!document.hidden) return this.beat();
    clearTimeout(this.timer);
    return this.show("paused", this.root.dataset.sayHidden);
  }

  async beat() {
    if (this.busy || this.stopped || document.hidden) return;
    this.busy = true;
    this.seq += 1;
    const answer = await postJson(this.root.dataset.beatUrl, { seq: this.seq });
    this.busy = false;
    if (answer.ok) this.counted(answer.body);
    else if (passes(answer.status)) this.show("paused", this.root.dataset.sayOffline);
    else this.show("stopped", answer.body?.error?.message ?? this.root.dataset.sayOffline);
    this.schedule();
  }

  counted(body) {
    const { root } = this;
    setText(root.querySelector("[data-counted]"), body.counted);
    setText(root.querySelector("[data-unit]"), body.unit);
    const left = root.querySelector("[data-left]");
    left.hidden = body.today_left === null || body.today_left === undefined;
    setText(left, fill(root.dataset.sayLeft, { left: `${body.today_left} ${body.unit}` }));
    this.show(body.reason ? "paused" : "running", body.reason ?? "");
    root.dispatchEvent(new CustomEvent("study:counted", { bubbles: true, detail: body }));
  }

  show(state, reason) {
    const line = this.root.querySelector("[data-reason]");
    this.root.dataset.state = state;
    line.hidden = !reason;
    setText(line, reason);
  }

  /** The last word when the page goes; a beacon carries no header, so the token goes in the form. */
  leave() {
    if (this.left || this.stopped || !this.root.dataset.leaveUrl) return;
    this.left = true;
    this.seq += 1;
    const form = new URLSearchParams({ csrf_token: csrfToken(), seq: String(this.seq) });
    navigator.sendBeacon(this.root.dataset.leaveUrl, form);
  }

  comeBack() {
    this.left = false;
    this.beat();
  }
}

for (const root of document.querySelectorAll("[data-study]")) new Study(root);
