// What a page shows is read when it appears, again every so often, and when the server is back.
import { api } from '../api.js';
import { connection } from '../connection.js';
import { html } from './element.js';

/** Calls `read` for a page. When that fails the page keeps what it has, and `problem` says why. */
export class Refresh {
  problem;
  #host;
  #read;
  #every;
  #follow;
  #fresh = false;
  #retry = () => this.now();

  /** every: milliseconds between two reads, 0 for none; follow(event, run): hears changes of all runs, and 'open' when some may have been missed. */
  constructor(host, read, { every = 0, follow } = {}) {
    this.#host = host;
    this.#read = read;
    this.#every = every;
    this.#follow = follow;
    host.addController(this);
  }

  hostConnected() {
    this.#fresh = true;
    this.#host.requestUpdate();
    if (this.#follow) this.close = api.followAll(this.#follow);
    if (this.#every) this.timer = setInterval(() => document.hidden || this.now(), this.#every);
    connection.addEventListener('retry', this.#retry);
  }

  hostDisconnected() {
    this.close?.();
    clearInterval(this.timer);
    connection.removeEventListener('retry', this.#retry);
  }

  /** A page that was shown before its module came has its properties only now. */
  hostUpdated() {
    if (!this.#fresh) return;
    this.#fresh = false;
    this.now();
  }

  async now() {
    try {
      await this.#read();
      this.problem = undefined;
    } catch (error) {
      this.problem = error.message;
    }
    this.#host.requestUpdate();
  }

  /** What stands in place of something that was not read yet; `then` says when it appears. */
  waiting(then = 'It appears as soon as it can be read.') {
    return this.problem ? html`<p class="notice warn" role="alert">${this.problem} ${then}</p>` : html`<p class="muted" role="status">Loading …</p>`;
  }
}
