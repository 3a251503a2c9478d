// Time left by the server's clock: shown every second, spoken at 10, 5 and 1 minutes.

import { fill, setText } from "./say.js";

const SPOKEN_MINUTES = [10, 5, 1];
const LATE_SECONDS = 5 * 60;

function figure(seconds) {
  const hours = Math.floor(seconds / 3600);
  const rest = [Math.floor((seconds % 3600) / 60), seconds % 60].map((part) => String(part).padStart(2, "0"));
  return (hours ? [hours, ...rest] : rest).join(":");
}

export class ExamTimer {
  constructor({ root, voice, endsAt, now, onOver }) {
    this.root = root;
    this.voice = voice;
    this.endsAt = Date.parse(endsAt);
    this.onOver = onOver;
    this.setNow(now);
    this.before = this.secondsLeft();
    this.tick = setInterval(() => this.show(), 1000);
    this.show();
  }

  /** Every saved answer brings the server's time along; an answer sent twice brings an old one, which counts for nothing. */
  setNow(moment) {
    const now = Date.parse(moment);
    if (Number.isNaN(now) || (this.serverNow && now < this.now())) return;
    this.serverNow = now;
    this.wall = Date.now();
    this.steady = performance.now();
  }

  /** Extra time moves the end; a clock that had stopped goes on. Returns whether it has moved. */
  setEnd(moment) {
    const end = Date.parse(moment);
    if (Number.isNaN(end) || end <= this.endsAt) return false;
    this.endsAt = end;
    this.before = this.secondsLeft();
    this.halt();
    this.tick = setInterval(() => this.show(), 1000);
    setText(this.voice, this.root.dataset.sayExtended);
    return true;
  }

  /** The steady clock stands still while a device sleeps, the wall clock may be set back: the later one is right. */
  now() {
    return this.serverNow + Math.max(performance.now() - this.steady, Date.now() - this.wall);
  }

  secondsLeft() {
    return Math.max(0, Math.ceil((this.endsAt - this.now()) / 1000));
  }

  show() {
    const left = this.secondsLeft();
    setText(this.root.querySelector("[data-timer-figure]"), figure(left));
    this.root.classList.toggle("x-timer-late", left <= LATE_SECONDS);
    this.speak(left);
    this.before = left;
    if (left === 0) this.stop();
  }

  speak(left) {
    const minutes = SPOKEN_MINUTES.filter((mark) => left <= mark * 60 && this.before > mark * 60).pop();
    if (minutes) setText(this.voice, fill(this.root.dataset.sayLeft, { minutes }));
  }

  stop() {
    this.halt();
    this.onOver();
  }

  halt() {
    clearInterval(this.tick);
  }
}
