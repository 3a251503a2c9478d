// Answers on their way to the server: kept on this device until it says "saved", sent in order. What has piled up while
// there was no connection goes in one request, which answers each for itself.

import { KeptReceipts } from "./kept_receipts.js";
import { passes, postJson } from "./say.js";

const RETRY_SECONDS = [2, 4, 8, 15, 30];
const MOST_TOGETHER = 100;
const ENDED = new Set(["time_over", "handed_in"]);

/** Storage that may be switched off in the browser; the page then only keeps what it has in memory. */
function stored(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

function store(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Nothing to do: the answers stay in memory and the page says how many are not saved.
  }
}

export class AnswerQueue {
  constructor({ attempt, url, seq, onState }) {
    this.key = `xuefa.exam.${attempt}`;
    this.url = url;
    this.onState = onState;
    this.receipts = new KeptReceipts(attempt);
    const kept = stored(this.key);
    this.seq = Math.max(seq, kept.seq ?? 0);
    this.pending = new Map(Object.entries(kept.pending ?? {}).map(([question, entry]) => [Number(question), entry]));
    this.failures = 0;
    this.sending = null;
    this.ended = false;
    window.addEventListener("online", () => this.drain());
  }

  get unsent() {
    return this.pending.size;
  }

  get waiting() {
    return [...this.pending.values()].filter((entry) => !entry.refused).length;
  }

  put(question, chosen) {
    if (this.ended) return;
    this.seq = Math.max(this.seq, stored(this.key).seq ?? 0) + 1;
    this.pending.set(question, { chosen, seq: this.seq });
    this.keep();
    this.onState({ state: "saving" });
    this.drain();
  }

  keep() {
    store(this.key, { seq: this.seq, pending: Object.fromEntries(this.pending) });
  }

  forget() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // Storage is switched off, so there is nothing to forget.
    }
  }

  /** What can be sent, the oldest first. */
  sendable() {
    const open = [...this.pending].filter(([, entry]) => !entry.refused);
    return open.map(([question, { chosen, seq }]) => ({ question, chosen, seq })).sort((a, b) => a.seq - b.seq);
  }

  /** Send what an earlier opening of this page left behind. */
  resume() {
    if (!this.waiting) return;
    this.onState({ state: "saving" });
    this.drain();
  }

  /** Send what is waiting; resolves when everything is sent or something stands in the way. */
  drain() {
    clearTimeout(this.retry);
    this.sending ??= this.sendAll().finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  async sendAll() {
    for (let open = this.sendable(); open.length && !this.ended; open = this.sendable()) {
      const goesOn = open.length > 1 ? await this.sendTogether(open.slice(0, MOST_TOGETHER)) : await this.sendOne(open[0]);
      if (!goesOn) return;
    }
  }

  async sendOne(answer) {
    return this.settle(answer.question, answer.seq, await postJson(this.url, answer));
  }

  /** Where the whole request is refused, the oldest goes alone and is told why. */
  async sendTogether(answers) {
    const answer = await postJson(`${this.url}/batch`, { answers });
    if (!answer.ok) {
      const alone = !passes(answer.status) && answer.status !== 401;
      return alone ? this.sendOne(answers[0]) : this.settle(answers[0].question, answers[0].seq, answer);
    }
    return answer.body.answers.every(({ question, sent, saved, error }) =>
      this.settle(question, sent, { ok: Boolean(saved), status: error?.status ?? 200, body: saved ?? { error } }),
    );
  }

  /** Returns whether to go on with the next answer. */
  settle(question, seq, answer) {
    const error = answer.body?.error ?? {};
    if (answer.body?.stale) return this.renew(question, seq, answer.body.seq);
    if (answer.ok) return this.saved(question, seq, answer.body);
    if (answer.status === 410 || ENDED.has(error.code)) return this.end(error);
    if (passes(answer.status)) return this.later("alarm");
    if (answer.status === 401) return this.later("signin");
    return this.refuse(question, seq, error.message ?? "");
  }

  saved(question, seq, standing) {
    this.failures = 0;
    if (standing.receipt) this.receipts.put(question, standing.receipt);
    if (this.pending.get(question)?.seq === seq) this.pending.delete(question);
    this.keep();
    this.onState({ state: this.pending.size ? "saving" : "saved", savedAt: standing.saved_at, standing });
    return true;
  }

  /** Another page of this paper has counted further: what was chosen here last is sent again above its count. */
  renew(question, seq, standing) {
    this.seq = Math.max(this.seq, standing);
    const entry = this.pending.get(question);
    if (entry?.seq === seq) entry.seq = this.seq += 1;
    this.keep();
    return true;
  }

  end(error) {
    this.ended = true;
    this.forget();
    this.onState({ state: "ended", message: error.message ?? "", code: error.code ?? "" });
    return false;
  }

  later(state) {
    const wait = RETRY_SECONDS[Math.min(this.failures, RETRY_SECONDS.length - 1)];
    this.failures += 1;
    this.retry = setTimeout(() => this.drain(), wait * 1000);
    this.onState({ state });
    return false;
  }

  refuse(question, seq, message) {
    const entry = this.pending.get(question);
    if (entry?.seq === seq) entry.refused = true;
    this.keep();
    this.onState({ state: "refused", message });
    return true;
  }
}
