// The exam page: each answer is saved at once, its state is told in words, and handing in leads through a summary.

import { AnswerQueue } from "./exam_queue.js";
import { ExamPages } from "./exam_pages.js";
import { PageSigns } from "./exam_signs.js";
import { ExamTimer } from "./exam_timer.js";
import { clockOf, fill, listed, setText } from "./say.js";

const LEAVE_AFTER_MS = 3000;
const TYPING_PAUSE_MS = 800;

class Exam {
  constructor(form) {
    this.form = form;
    this.save = form.querySelector("[data-save]");
    this.queue = new AnswerQueue({
      attempt: form.dataset.exam,
      url: form.dataset.saveUrl,
      seq: Number(form.dataset.seq) || 0,
      onState: (change) => this.onState(change),
    });
    this.restore();
    this.restoreFlags();
    this.pages = new ExamPages(form);
    this.pages.onReview = () => this.sumUp();
    this.timer = this.startTimer();
    this.signs = new PageSigns({
      url: form.dataset.toldUrl,
      page: Number(form.dataset.page),
      onStanding: (standing) => this.onStanding(standing),
    });
    form.addEventListener("change", (event) => this.onChange(event));
    form.addEventListener("input", (event) => this.onTyping(event));
    form.addEventListener("submit", (event) => this.onSubmit(event));
    window.addEventListener("beforeunload", (event) => this.queue.waiting && !this.leaving && event.preventDefault());
    this.queue.resume();
  }

  startTimer() {
    const root = this.form.querySelector("[data-timer]");
    if (!root || !this.form.dataset.endsAt) return null;
    const { endsAt, now } = this.form.dataset;
    const voice = this.form.querySelector("[data-timer-voice]");
    return new ExamTimer({ root, voice, endsAt, now, onOver: () => this.timeOver() });
  }

  /** Answers that this device kept but the server never got come back onto the paper. */
  restore() {
    for (const [question, entry] of this.queue.pending) {
      for (const box of this.form.querySelectorAll(`input[name=q${question}]`)) {
        if (box.type === "text") box.value = entry.chosen;
        else box.checked = entry.chosen.includes(Number(box.value));
      }
    }
  }

  get flagKey() {
    return `${this.queue.key}.flags`;
  }

  restoreFlags() {
    try {
      const flags = JSON.parse(localStorage.getItem(this.flagKey)) ?? [];
      for (const box of this.form.querySelectorAll("[data-flag]")) box.checked ||= flags.includes(Number(box.value));
    } catch {
      // Storage is switched off: flags last as long as the page.
    }
  }

  keepFlags() {
    try {
      localStorage.setItem(this.flagKey, JSON.stringify(this.pages.numbers((number) => this.pages.flagged(number))));
    } catch {
      // As above.
    }
  }

  onChange(event) {
    const section = event.target.closest("[data-question]");
    if (!section) return;
    const number = this.pages.numberOf(section);
    if (event.target.matches("[data-flag]")) this.keepFlags();
    else this.queue.put(number, this.pages.chosen(number));
    this.pages.mark(number);
  }

  /** What is typed into a blank is saved at each pause, not only when the blank is left. */
  onTyping(event) {
    if (event.target.type !== "text") return;
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.onChange(event), TYPING_PAUSE_MS);
  }

  /** Where the server says the attempt stands: its time, the deadline, which page shows the paper last. */
  onStanding({ now, deadline, page }) {
    if (now) this.timer?.setNow(now);
    this.timer?.setEnd(deadline);
    const elsewhere = this.form.querySelector("[data-elsewhere]");
    if (elsewhere) elsewhere.hidden = page <= Number(this.form.dataset.page);
  }

  onState({ state, savedAt, message, standing }) {
    if (savedAt) this.timer?.setNow(savedAt);
    if (standing) this.onStanding(standing);
    const words = this.save.dataset;
    const count = this.queue.unsent;
    const say = {
      saving: () => words.saySaving,
      saved: () => fill(words.saySaved, { time: clockOf(savedAt) }),
      alarm: () => fill(words.sayOffline, { count }),
      signin: () => words.saySignin,
      refused: () => fill(words.sayRefused, { message }),
      ended: () => message,
    };
    this.save.dataset.state = { signin: "alarm", refused: "alarm" }[state] ?? state;
    setText(this.save.querySelector("[data-save-text]"), say[state]());
    if (state === "ended") this.end();
  }

  /** The server takes no more answers: nothing can be chosen, and the result is one press away. */
  end() {
    this.timer?.halt();
    for (const box of this.form.querySelectorAll(".x-question input")) box.disabled = true;
    const link = this.form.querySelector("[data-result]");
    if (link) link.hidden = false;
  }

  async timeOver() {
    await this.queue.drain();
    const standing = await this.signs.ask();
    if (standing && Date.parse(standing.deadline) > Date.parse(standing.now)) return;
    setText(this.form.querySelector("[data-timer-voice]"), this.form.querySelector("[data-timer]").dataset.sayOver);
    setText(this.save.querySelector("[data-save-text]"), this.form.querySelector("[data-timer]").dataset.sayOver);
    this.end();
    this.leaving = true;
    if (this.form.dataset.resultUrl) setTimeout(() => location.assign(this.form.dataset.resultUrl), LEAVE_AFTER_MS);
  }

  sumUp() {
    const review = this.form.querySelector("[data-review]");
    const { pages } = this;
    const open = pages.numbers((number) => !pages.chosen(number).length);
    const flagged = pages.numbers((number) => pages.flagged(number));
    const words = review.dataset;
    const count = pages.questions.length;
    const said = open.length ? fill(words.sayOpen, { count: open.length, list: listed(open) }) : fill(words.sayAll, { count });
    setText(review.querySelector("[data-review-open]"), said);
    const line = review.querySelector("[data-review-flagged]");
    line.hidden = !flagged.length;
    setText(line, fill(words.sayFlagged, { count: flagged.length, list: listed(flagged) }));
    this.tellUnsent();
  }

  tellUnsent() {
    const line = this.form.querySelector("[data-review-unsent]");
    line.hidden = !this.queue.waiting;
    setText(line, fill(this.form.querySelector("[data-review]").dataset.sayUnsent, { count: this.queue.waiting }));
  }

  /** Only the button of the summary hands in, and only when every answer has reached the server. */
  async onSubmit(event) {
    if (this.leaving) return;
    const { submitter } = event;
    const handingIn = submitter?.matches("[data-hand-in]") ?? false;
    // With nothing to wait for the event goes through: sending the form anew while it is being sent does nothing.
    if (handingIn && !this.queue.waiting) return this.setOff();
    event.preventDefault();
    if (!handingIn) return this.pages.showReview();
    await this.queue.drain();
    this.tellUnsent();
    if (this.queue.waiting) return;
    this.setOff();
    this.form.requestSubmit(submitter);
  }

  setOff() {
    this.leaving = true;
    this.queue.forget();
  }
}

for (const form of document.querySelectorAll("form[data-exam]")) new Exam(form);
