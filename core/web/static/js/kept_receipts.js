// The latest signed receipt of each answer, kept on this device for the last few attempts, also after hand-in.

const PREFIX = "xuefa.receipts.";
const ATTEMPTS = 5;

export class KeptReceipts {
  constructor(attempt) {
    this.key = PREFIX + attempt;
  }

  /** The receipts by question; none where storage is switched off. */
  all() {
    try {
      return JSON.parse(localStorage.getItem(this.key))?.receipts ?? {};
    } catch {
      return {};
    }
  }

  put(question, receipt) {
    try {
      const receipts = { ...this.all(), [question]: receipt };
      localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), receipts }));
      this.forgetOld();
    } catch {
      // Storage is switched off or full: the server gives the same receipts on the page of receipts.
    }
  }

  forgetOld() {
    const kept = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX) && key !== this.key);
    const at = (key) => JSON.parse(localStorage.getItem(key))?.at ?? 0;
    for (const key of kept.sort((a, b) => at(b) - at(a)).slice(ATTEMPTS - 1)) localStorage.removeItem(key);
  }
}
