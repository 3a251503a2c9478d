// Videos and sounds of a lesson: they go on where they stopped. What is said here about places counts for no time.

import { csrfToken, setText } from "./say.js";

const EVERY = 15_000;
const WORTH_RESUMING = 5;

class Player {
  constructor(media) {
    this.media = media;
    this.figure = media.closest("figure");
    this.told = -1;
    this.since = 0;
    media.addEventListener("loadedmetadata", () => this.resume(), { once: true });
    media.addEventListener("timeupdate", () => this.now());
    media.addEventListener("pause", () => this.tell());
    media.addEventListener("ended", () => this.tell());
    media.addEventListener("error", () => this.reveal("[data-broken]"));
    this.figure.querySelector("[data-anew]")?.addEventListener("click", () => this.anew());
    window.addEventListener("pagehide", () => this.tell());
    document.addEventListener("visibilitychange", () => document.hidden && this.tell());
    if (media.readyState >= HTMLMediaElement.HAVE_METADATA) this.resume();
  }

  resume() {
    const start = Number(this.media.dataset.start) || 0;
    if (start < WORTH_RESUMING || this.media.currentTime > 0) return;
    this.told = start;
    this.media.currentTime = start;
    setText(this.figure.querySelector("[data-at]"), clock(start));
    this.reveal("[data-resumed]");
  }

  anew() {
    this.media.currentTime = 0;
    this.figure.querySelector("[data-resumed]").hidden = true;
    this.media.play();
  }

  now() {
    if (!this.media.paused && performance.now() - this.since > EVERY) this.tell();
  }

  /** A beacon also goes out when the page goes; it carries no header, so the token goes in the form. */
  tell() {
    const at = this.media.ended ? 0 : this.media.currentTime;
    const played = this.media.played.length > 0; // a page left before it has loaded must not forget the place
    if (!played || !this.media.dataset.positionUrl || Math.abs(at - this.told) < 1) return;
    this.told = at;
    this.since = performance.now();
    const form = new URLSearchParams({ csrf_token: csrfToken(), seconds: at.toFixed(3) });
    navigator.sendBeacon(this.media.dataset.positionUrl, form);
  }

  reveal(part) {
    const line = this.figure.querySelector(part);
    if (line) line.hidden = false;
  }
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, "0"));
  return [...(whole >= 3600 ? [String(Math.floor(whole / 3600))] : []), ...parts].join(":");
}

for (const media of document.querySelectorAll("[data-play]")) new Player(media);
