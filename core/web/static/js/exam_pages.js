// One question at a time: going forward and back, the grid of questions, flags, and keys inside the paper.

import { fill, listed } from "./say.js";

const LETTERS = "abcdefgh";

export class ExamPages {
  constructor(form) {
    this.form = form;
    this.questions = [...form.querySelectorAll("[data-question]")];
    this.review = form.querySelector("[data-review]");
    this.links = new Map([...form.querySelectorAll("[data-to]")].map((link) => [Number(link.dataset.to), link]));
    this.onReview = () => {};
    form.classList.add("x-exam-live");
    form.addEventListener("click", (event) => this.onClick(event));
    form.addEventListener("keydown", (event) => this.onKey(event));
    for (const question of this.questions) this.mark(this.numberOf(question));
    this.show(this.first(), false);
  }

  numberOf(section) {
    return Number(section.dataset.question);
  }

  section(number) {
    return this.questions.find((question) => this.numberOf(question) === number);
  }

  /** The places of the options chosen, or the text of a blank. */
  chosen(number) {
    const blank = this.blank(number);
    if (blank) return blank.value.trim();
    return [...this.section(number).querySelectorAll(`input[name=q${number}]:checked`)].map((box) => Number(box.value));
  }

  blank(number) {
    return this.section(number).querySelector(`input[type=text][name=q${number}]`);
  }

  flagged(number) {
    return this.section(number).querySelector("[data-flag]")?.checked ?? false;
  }

  numbers(test) {
    return this.questions.map((question) => this.numberOf(question)).filter(test);
  }

  first() {
    const asked = Number(/^#q(\d+)$/.exec(location.hash)?.[1]);
    if (this.section(asked)) return asked;
    return this.numbers((number) => !this.chosen(number).length)[0] ?? this.numberOf(this.questions[0]);
  }

  show(number, focus = true) {
    this.turnTo(this.section(number), focus);
    for (const [to, link] of this.links) {
      if (to === number) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    this.current = number;
    // Not while the page loads: the browser would scroll to the place and hide the head of the page.
    if (focus) history.replaceState(null, "", `#q${number}`);
  }

  showReview() {
    this.onReview();
    this.turnTo(this.review, true);
    for (const link of this.links.values()) link.removeAttribute("aria-current");
  }

  turnTo(section, focus) {
    for (const one of [...this.questions, this.review]) one?.classList.toggle("x-question-current", one === section);
    if (!focus) return;
    (section.querySelector("legend") ?? section).focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  step(by) {
    const at = this.questions.indexOf(this.section(this.current)) + by;
    if (at >= this.questions.length) this.showReview();
    else if (at >= 0) this.show(this.numberOf(this.questions[at]));
  }

  /** Bring the grid up to date; the state is part of the link's name for those who do not see it. */
  mark(number) {
    const link = this.links.get(number);
    if (!link) return;
    const words = this.form.dataset;
    const answered = this.chosen(number).length > 0;
    const flagged = this.flagged(number);
    link.dataset.answered = String(answered);
    link.dataset.flagged = String(flagged);
    const states = [answered ? words.sayAnswered : words.sayOpen, flagged ? words.sayFlagged : ""];
    link.setAttribute("aria-label", listed([fill(words.sayQuestion, { n: number }), ...states].filter(Boolean)));
  }

  onClick(event) {
    const link = event.target.closest("[data-to]");
    const go = event.target.closest("[data-go]")?.dataset.go;
    if (link) {
      event.preventDefault();
      this.show(Number(link.dataset.to));
    }
    if (go === "next" || go === "prev") this.step(go === "next" ? 1 : -1);
    if (go === "review") this.showReview();
    if (go === "back") this.show(this.numbers((number) => !this.chosen(number).length)[0] ?? this.current);
  }

  /** Keys work only while the focus is inside the paper. */
  onKey(event) {
    const section = event.target.closest(".x-question-current[data-question]");
    if (!section || event.ctrlKey || event.altKey || event.metaKey) return;
    const key = event.key.toLowerCase();
    if (key === "enter" && event.target.matches("input")) event.preventDefault();
    if (event.target.matches("input[type=text]")) return;
    if (key === "n") this.step(1);
    else if (key === "p") this.step(-1);
    else if (key === "m") section.querySelector("[data-flag]")?.click();
    else this.choose(section, key);
  }

  choose(section, key) {
    const place = LETTERS.includes(key) ? LETTERS.indexOf(key) : Number(key) - 1;
    const box = section.querySelectorAll(`input[name=q${section.dataset.question}]`)[place];
    if (key.length === 1 && box) box.click();
  }
}
