import { html, nothing, PageElement } from '../shared/element.js';
import { api } from '../api.js';
import { compareAddress } from '../router.js';
import { Refresh } from '../shared/refresh.js';
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
  static properties = { runs: { state: true }, nodes: { state: true }, filter: { state: true }, order: { state: true }, words: { state: true }, chosen: { state: true } };

  #refresh = new Refresh(this, () => this.#read(), {
    every: REFRESH_MS, follow: (event, run) => (event === 'run' ? this.#put(run) : this.#refresh.now()),
  });

  constructor() {
    super();
    Object.assign(this, { runs: undefined, nodes: [], filter: 'all', order: 'newest', words: '', chosen: [] });
  }

  async #read() {
    [this.runs, this.nodes] = await Promise.all([api.runs(), api.nodes()]);
  }

  #put(run) {
    const others = (this.runs ?? []).filter((r) => r.id !== run.id);
    this.runs = [run, ...others].sort(ORDERS.newest);
  }

  render() {
    return html`
      <div class="head page-head">
        <h1>Runs</h1>
        <div class="actions">${this.#compare()}<a class="button primary" href="#/launch" data-testid="go-launch">Launch a run</a></div>
      </div>
      ${this.#body()}`;
  }

  #body() {
    if (!this.runs) return this.#refresh.waiting('The list appears as soon as it can be read.');
    if (this.runs.length === 0) return html`<first-visit></first-visit><nodes-line .nodes=${this.nodes}></nodes-line>`;
    const shown = this.#shown();
    return html`
      ${this.#tools()}
      <ul class="card runs" data-testid="runs" aria-label="Runs" @choose=${(e) => this.#choose(e.detail)}>
        ${shown.map((run) => html`<li><run-row .run=${run} .chosen=${this.chosen.includes(run.id)}></run-row></li>`)}
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

  #choose({ id, on }) {
    const others = this.chosen.filter((other) => other !== id);
    this.chosen = on ? [...others, id] : others;
  }

  /** In the order they were ticked, so that the first is the one the others are held against. */
  #compare() {
    if (this.chosen.length === 0) return nothing;
    if (this.chosen.length === 1) return html`<span class="small muted compare-hint" role="status">Tick another run to compare.</span>`;
    return html`<a class="button" href=${compareAddress(this.chosen)} data-testid="compare">Compare ${this.chosen.length} runs</a>`;
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
