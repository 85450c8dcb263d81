import { html, nothing, PageElement } from '../shared/element.js';
import { runAddress } from '../router.js';
import { pixels, score } from '../shared/format.js';
import { Refresh } from '../shared/refresh.js';
import { remember, remembered } from '../run/smoothing.js';
import { CompareModel, CURVES } from './compare-model.js';
import '../run/line-chart.js';
import '../shared/state-badge.js';
import './compare-pictures.js';

const REFRESH_MS = 3000; // runs that still go on

const SCORES = [
  ['Test Dice', (run) => run.scores?.dice, score, 1], ['Test IoU', (run) => run.scores?.iou, score, 1], ['Test hd95, px', (run) => run.scores?.hd95, pixels, -1],
  ['Best validation Dice', (run) => run.best?.dice, score, 1], ['Best EMA Dice', (run) => run.best?.ema_dice, score, 1],
];

/** Several runs together: curves, the settings that differ, scores, and the same images. */
class ComparePage extends PageElement {
  static properties = { ids: {}, model: { state: true }, amount: { state: true }, range: { state: true } };
  #refresh = new Refresh(this, () => this.#read(), { every: REFRESH_MS });

  constructor() {
    super();
    this.amount = remembered();
  }

  willUpdate(changed) {
    if (!changed.get('ids')) return; // the first are read when the page appears
    this.model = undefined;
    this.#refresh.now();
  }

  async #read() {
    const { ids } = this;
    const model = this.model ?? new CompareModel(ids);
    await model.read();
    if (ids === this.ids) this.model = model;
  }

  render() {
    return html`<p class="small"><a href="#/runs">Runs</a></p><div class="page-head"><h1>Compare</h1></div>${this.#body()}`;
  }

  #body() {
    if (this.ids.length === 0) return html`<p class="notice">Choose runs to compare in the <a href="#/runs">list of runs</a>: tick them, then press Compare.</p>`;
    if (!this.model) return this.#refresh.waiting('The runs appear as soon as they can be read.');
    return html`${this.#scores()}${this.#differences()}${this.#curves()}
      <compare-pictures .model=${this.model} .revision=${this.model.samples}></compare-pictures>`;
  }

  #heads() {
    return this.model.runs.map((run) => {
      const look = this.model.look(run);
      return html`<th scope="col"><svg viewBox="0 0 16 8" class="line ${look.colour.slice(2)}" aria-hidden="true"><path d="M0 4h16" stroke-dasharray=${look.dash ? '4 3' : nothing}/></svg>
        <a href=${runAddress(run.id)}>${look.label}</a></th>`;
    });
  }

  #scores() {
    const { runs } = this.model;
    return html`<section aria-labelledby="scores-title" data-testid="compare-scores"><h2 id="scores-title" class="section-head">Scores</h2>
      <div class="card table-card" tabindex="0" role="region" aria-label="Scores"><table class="wide">
        <thead><tr><th scope="col"></th>${this.#heads()}</tr></thead>
        <tbody><tr><th scope="row">State</th>${runs.map((run) => html`<td><state-badge .state=${run.state}></state-badge></td>`)}</tr>
          ${SCORES.map(([word, of, show, better]) => this.#row(word, runs.map(of), show, better))}</tbody></table></div>
      <p class="small muted">The best of a row is bold. Runs on different data or with different splits are not scored on the same images.</p></section>`;
  }

  #row(word, values, show, better) {
    const known = values.filter(Number.isFinite);
    if (known.length === 0) return nothing;
    const best = better > 0 ? Math.max(...known) : Math.min(...known);
    return html`<tr><th scope="row">${word}</th>${values.map((v) => html`<td class="num">${v === best && known.length > 1 ? html`<strong>${show(v)}</strong>` : show(v)}</td>`)}</tr>`;
  }

  #differences() {
    const rows = this.model.differences();
    return html`<section aria-labelledby="differences-title" data-testid="compare-differences" data-rows=${rows.length}><h2 id="differences-title" class="section-head">What differs</h2>
      ${rows.length === 0 ? html`<p class="card empty muted">These runs have the same data and the same settings.</p>` : html`<div class="card table-card" tabindex="0" role="region" aria-label="What differs"><table class="wide">
        <thead><tr><th scope="col">Setting</th>${this.#heads()}</tr></thead>
        <tbody>${rows.map(([key, values]) => html`<tr><th scope="row" class="mono">${key}</th>${values.map((v) => html`<td class="mono num">${v || 'empty'}</td>`)}</tr>`)}</tbody></table></div>`}</section>`;
  }

  #curves() {
    const shown = CURVES.filter(([name]) => this.model.tables.get(name).columns.size > 0);
    return html`<section aria-labelledby="compare-curves-title" @zoom=${(e) => (this.range = e.detail)}>
      <div class="head section-head"><h2 id="compare-curves-title">Curves</h2><div class="curves-tools">
        <button class="button small" ?hidden=${!this.range} @click=${() => (this.range = undefined)}>Reset zoom</button>
        <label class="inline small">Smoothing <input type="range" min="0" max="0.99" step="0.01" .value=${String(this.amount)} @input=${this.#smooth}>
          <output class="num muted">${this.amount === 0 ? 'off' : this.amount.toFixed(2)}</output></label></div></div>
      ${shown.length === 0 ? html`<p class="card empty muted">None of these runs has a curve yet.</p>` : html`<div class="curves-two">${shown.map(([name, heading]) => this.#chart(name, heading))}</div>`}</section>`;
  }

  #chart(name, heading) {
    const table = this.model.tables.get(name);
    const curves = this.model.runs.filter((run) => table.columns.has(run.id)).map((run) => this.model.look(run));
    return html`<line-chart class="card chart" data-testid="compare-${name.replaceAll('/', '-')}" data-points="0" .heading=${heading} .table=${table} .curves=${curves}
      .amount=${name.startsWith('validation/') ? 0 : this.amount} .range=${this.range}></line-chart>`;
  }

  #smooth(event) {
    this.amount = Number(event.target.value);
    remember(this.amount);
  }
}

customElements.define('compare-page', ComparePage);
