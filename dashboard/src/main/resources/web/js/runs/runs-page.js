import { html, nothing, PageElement } from '../shared/element.js';
import { api } from '../api.js';
import { connection } from '../connection.js';
import { ended } from '../shared/states.js';
import './first-visit.js';
import './nodes-line.js';
import './run-row.js';

const REFRESH_MS = 10_000; // nodes are in no stream

const FILTERS = [
  ['all', 'All', () => true],
  ['active', 'Active', (run) => !ended(run.state)],
  ['ended', 'Ended', (run) => ended(run.state)],
];
const ORDERS = {
  newest: (a, b) => b.created - a.created,
  dice: (a, b) => (b.best?.dice ?? -1) - (a.best?.dice ?? -1),
  name: (a, b) => a.name.localeCompare(b.name),
};

/** Every run there is: what it does, how far it is and how good. */
class RunsPage extends PageElement {
  static properties = { runs: { state: true }, nodes: { state: true }, problem: { state: true }, filter: { state: true }, order: { state: true }, words: { state: true } };

  constructor() {
    super();
    Object.assign(this, { runs: undefined, nodes: [], problem: undefined, filter: 'all', order: 'newest', words: '' });
    this.load = this.load.bind(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.load();
    this.close = api.followAll((event, run) => (event === 'run' ? this.#put(run) : this.load()));
    this.timer = setInterval(() => document.hidden || this.load(), REFRESH_MS);
    connection.addEventListener('retry', this.load);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.close();
    clearInterval(this.timer);
    connection.removeEventListener('retry', this.load);
  }

  async load() {
    try {
      [this.runs, this.nodes] = await Promise.all([api.runs(), api.nodes()]);
      this.problem = undefined;
    } catch (error) {
      this.problem = error.message;
    }
  }

  #put(run) {
    const others = (this.runs ?? []).filter((r) => r.id !== run.id);
    this.runs = [run, ...others].sort(ORDERS.newest);
  }

  render() {
    return html`
      <div class="head page-head">
        <h1>Runs</h1>
        <a class="button primary" href="#/launch" data-testid="go-launch">Launch a run</a>
      </div>
      ${this.#body()}`;
  }

  #body() {
    if (!this.runs) {
      return this.problem
        ? html`<p class="notice warn" role="alert">${this.problem} The list appears as soon as it can be read.</p>`
        : html`<p class="muted" role="status">Loading …</p>`;
    }
    if (this.runs.length === 0) return html`<first-visit></first-visit><nodes-line .nodes=${this.nodes}></nodes-line>`;
    const shown = this.#shown();
    return html`
      ${this.#tools()}
      <ul class="card runs" data-testid="runs" aria-label="Runs">
        ${shown.map((run) => html`<li><run-row .run=${run}></run-row></li>`)}
        ${shown.length ? nothing : html`<li class="runs-none muted">No run matches. <button class="button quiet small" @click=${this.#clear}>Show all</button></li>`}
      </ul>
      <nodes-line .nodes=${this.nodes}></nodes-line>`;
  }

  #shown() {
    const [, , keep] = FILTERS.find(([key]) => key === this.filter);
    const words = this.words.toLowerCase();
    const text = (run) => `${run.name} ${run.data} ${run.preset} ${run.labelled} ${run.method}`.toLowerCase();
    return this.runs.filter((run) => keep(run) && text(run).includes(words)).sort(ORDERS[this.order]);
  }

  #clear() {
    this.filter = 'all';
    this.words = '';
  }

  #tools() {
    return html`<div class="runs-tools">
      <div class="segments" role="group" aria-label="Show">
        ${FILTERS.map(([key, word, keep]) => html`<button aria-pressed=${this.filter === key} @click=${() => (this.filter = key)}
          >${word} <span class="num">${this.runs.filter(keep).length}</span></button>`)}
      </div>
      <input type="search" aria-label="Search runs" placeholder="Name, data, preset" .value=${this.words}
        @input=${(e) => (this.words = e.target.value)}>
      <label class="inline small muted">Order
        <select aria-label="Order" .value=${this.order} @change=${(e) => (this.order = e.target.value)}>
          <option value="newest">Newest first</option><option value="dice">Best Dice first</option><option value="name">Name</option>
        </select></label>
    </div>`;
  }
}

customElements.define('runs-page', RunsPage);
