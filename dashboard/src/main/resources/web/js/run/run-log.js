import { html, nothing, PageElement } from '../shared/element.js';
import { clock } from '../shared/format.js';
import { ModelController } from './run-model.js';

const SHOWN = 300;

/** What the run said. Stays at the end while one reads there, and stays put while one reads above. */
class RunLog extends PageElement {
  static properties = { model: {}, all: { state: true } };
  #redraw = new ModelController(this, 'logs');
  #atEnd = true;

  willUpdate() {
    const box = this.querySelector('.log');
    this.#atEnd = !box || box.scrollHeight - box.scrollTop - box.clientHeight < 24;
  }

  updated() {
    const box = this.querySelector('.log');
    if (box && this.#atEnd) box.scrollTop = box.scrollHeight;
  }

  render() {
    const lines = this.all ? this.model.logs : this.model.logs.slice(-SHOWN);
    const hidden = this.model.logs.length - lines.length;
    return html`<section aria-labelledby="log-title">
      <div class="head section-head"><h2 id="log-title">Log</h2></div>
      <div class="card log" tabindex="0" role="log" aria-label="Log" aria-live="off" data-testid="log">
        ${hidden ? html`<button class="button quiet small" @click=${() => (this.all = true)}>Show ${hidden} earlier lines</button>` : nothing}
        ${lines.length ? html`<ol>${lines.map((l) => this.#line(l))}</ol>` : html`<p class="muted">Nothing has been said yet.</p>`}
      </div></section>`;
  }

  #line({ time, level, message }) {
    const word = { warn: 'warning', error: 'error' }[level];
    return html`<li class="log-${level}"><time class="muted num">${clock(time)}</time><span>${word ? html`<b>${word}</b> ` : nothing}${message}</span></li>`;
  }
}

customElements.define('run-log', RunLog);
