import { html, nothing, PageElement } from '../shared/element.js';
import { api } from '../api.js';
import { STAGES } from '../shared/states.js';
import { CHARTS, curvesOf } from './charts.js';
import { ModelController } from './run-model.js';
import { remember, remembered } from './smoothing.js';
import './line-chart.js';

/** All curves of a run with what they share: smoothing, the range of steps shown, and the cursor. */
class RunCurves extends PageElement {
  static properties = { model: {}, amount: { state: true }, range: { state: true }, more: { state: true } };
  #redraw = new ModelController(this, 'curves', 'checkpoints');

  constructor() {
    super();
    this.amount = remembered();
    this.onZoom = (event) => (this.range = event.detail);
  }

  render() {
    const place = (name) => CHARTS.filter((chart) => chart.place === name).map((chart) => this.#chart(chart));
    return html`<section aria-labelledby="curves-title" data-testid="curves" data-read=${this.model.read} @zoom=${this.onZoom}>
      <div class="head section-head"><h2 id="curves-title">Curves</h2>${this.#tools()}</div>
      <div class="curves">
        ${place('loss')}
        <div class="curves-three">${place('validation')}</div>
      </div>
      <p class="small muted curves-key">Drag across a curve to zoom into all of them, double-click to zoom out. <span class="mark-key" aria-hidden="true">▲</span> marks a checkpoint.</p>
      <details class="more-curves" @toggle=${(e) => (this.more = e.target.open)}><summary>More curves: learning rate, weights, gradient, speed</summary>
        <div class="curves-three">${this.more ? place('signals') : nothing}</div></details>
    </section>`;
  }

  #chart(chart) {
    const table = this.model.tables.get(chart.id);
    const curves = curvesOf(chart, table);
    if (curves.length === 0 && chart.place === 'signals') return nothing;
    if (curves.length === 0) {
      return html`<div class="card chart" data-testid=${chart.id} data-points="0"><div class="chart-head"><h3>${chart.heading}</h3></div>
        <p class="chart-none muted small">${chart.place === 'validation' ? 'First scores come with the first validation, in stage 2.' : 'No points yet.'}</p></div>`;
    }
    return html`<line-chart class="card chart ${chart.place}" data-testid=${chart.id} data-points="0" .heading=${chart.heading} .hiddenAtFirst=${chart.hidden} .table=${table} .curves=${curves}
      .amount=${chart.smooth ? this.amount : 0} .range=${this.range} .stages=${this.model.stages.map(([, step]) => step)} .marks=${this.#marks()}
      .csv=${api.metricsAddress(this.model.id, curves.map((curve) => curve.name))}></line-chart>`;
  }

  /** Stages, attempts and checkpoints, in the order of their steps. */
  #marks() {
    const { stages, attempts, checkpoints } = this.model;
    return [
      ...stages.map(([stage, step]) => ({ step, kind: 'stage', word: STAGES[stage] ?? `stage ${stage}` })),
      ...attempts.filter(([attempt]) => attempt > 1).map(([attempt, step]) => ({ step, kind: 'attempt', word: `attempt ${attempt}` })),
      ...checkpoints.map(({ step, name }) => ({ step, kind: 'checkpoint', word: name })),
    ].sort((a, b) => a.step - b.step);
  }

  #tools() {
    const { read } = this.model;
    return html`<div class="curves-tools">
      ${read < 1 ? html`<span class="small muted num" role="status">Reading every point: ${Math.floor(100 * read)} %</span>` : nothing}
      ${this.model.stages.length > 1 ? this.#stageButtons() : nothing}
      <button class="button small" ?hidden=${!this.range} data-testid="reset-zoom" @click=${() => (this.range = undefined)}>Reset zoom</button>
      <label class="inline small">Smoothing <input type="range" min="0" max="0.99" step="0.01" .value=${String(this.amount)} data-testid="smoothing"
        aria-valuetext=${this.amount === 0 ? 'off' : this.amount.toFixed(2)} @input=${this.#smooth}>
        <output class="num muted">${this.amount === 0 ? 'off' : this.amount.toFixed(2)}</output></label>
    </div>`;
  }

  /** Keyboard users zoom with these; losses of different stages are not comparable anyway. */
  #stageButtons() {
    const stages = this.model.stages;
    const range = (i) => [stages[i][1], stages[i + 1]?.[1] ?? Infinity];
    const same = (a, b) => a === b || (a && b && a[0] === b[0] && a[1] === b[1]);
    const choice = (word, wanted) => html`<button aria-pressed=${same(this.range, wanted) ? 'true' : 'false'} @click=${() => (this.range = wanted)}>${word}</button>`;
    return html`<div class="segments" role="group" aria-label="Steps shown">
      ${choice('All', undefined)}${stages.map(([stage], i) => choice(STAGES[stage], range(i)))}</div>`;
  }

  #smooth(event) {
    this.amount = Number(event.target.value);
    remember(this.amount);
  }
}

customElements.define('run-curves', RunCurves);
