import uPlot from 'uplot';
import { html, nothing, PageElement } from '../shared/element.js';
import { compact, count } from '../shared/format.js';
import { dense, plotOptions } from './plot.js';
import { Smoother } from './smoothing.js';

const BETWEEN_DRAWS_MS = 200; // nobody reads faster, and twenty charts share one thread

/**
 * Curves of one table. Points arrive through the table and are drawn together in an animation frame, only while the
 * chart can be seen. The attribute data-points says how many steps are drawn.
 */
class LineChart extends PageElement {
  static properties = {
    heading: {}, table: {}, curves: {}, amount: { type: Number }, range: {}, stages: {}, hiddenAtFirst: {},
    log: { state: true }, off: { state: true },
  };

  #plot;
  #shape = '';
  #smoothers = new Map();
  #frame = 0;
  #lastDraw = 0;
  #seen = false;
  #watched;
  #schedule = () => {
    if (!this.#frame && this.#seen) this.#frame = requestAnimationFrame((time) => this.#tick(time));
  };
  #size = new ResizeObserver(() => this.#plot?.setSize(this.#box()));
  #view = new IntersectionObserver((entries) => {
    this.#seen = entries.at(-1).isIntersecting;
    this.#schedule();
  }, { rootMargin: '600px' });
  #dark = matchMedia('(prefers-color-scheme: dark)');
  #repaint = () => {
    this.#shape = '';
    this.#schedule();
  };

  constructor() {
    super();
    Object.assign(this, { log: false, off: undefined, hiddenAtFirst: [], amount: 0, stages: [], curves: [] });
  }

  willUpdate() {
    this.off ??= new Set(this.hiddenAtFirst);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#frame);
    this.#size.disconnect();
    this.#view.disconnect();
    this.#dark.removeEventListener('change', this.#repaint);
    this.#watched?.removeEventListener('change', this.#schedule);
    this.#plot?.destroy();
  }

  firstUpdated() {
    this.#size.observe(this.querySelector('.plot'));
    this.#view.observe(this);
    this.#dark.addEventListener('change', this.#repaint);
  }

  updated() {
    if (this.#watched !== this.table) {
      this.#watched?.removeEventListener('change', this.#schedule);
      this.#watched = this.table;
      this.table.addEventListener('change', this.#schedule);
      this.#smoothers.clear();
    }
    this.#schedule();
  }

  render() {
    return html`
      <div class="chart-head"><h3>${this.heading}</h3>
        <div class="segments tiny" role="group" aria-label="${this.heading}: axis">
          <button aria-pressed=${!this.log} @click=${() => (this.log = false)}>linear</button>
          <button aria-pressed=${this.log} @click=${() => (this.log = true)}>log</button></div></div>
      <div class="legend">${this.curves.map((curve) => this.#chip(curve))}<span class="legend-step num muted"></span></div>
      <div class="plot" role="img"></div>`;
  }

  #chip({ name, label, colour, dash }) {
    const on = !this.off.has(name);
    return html`<button class="chip" aria-pressed=${on} title=${on ? 'Hide' : 'Show'} data-curve=${name} @click=${() => this.#toggle(name)}>
      <svg viewBox="0 0 16 8" class="line ${colour.slice(2)}" aria-hidden="true"><path d="M0 4h16" stroke-dasharray=${dash ? '4 3' : nothing}/></svg
      >${label} <span class="num value"></span></button>`;
  }

  #toggle(name) {
    const next = new Set(this.off);
    if (!next.delete(name)) next.add(name);
    this.off = next;
    this.#shape = '';
  }

  #tick(time) {
    this.#frame = 0;
    if (!this.isConnected) return;
    if (time - this.#lastDraw < BETWEEN_DRAWS_MS && this.#plot) {
      this.#frame = requestAnimationFrame((later) => this.#tick(later));
      return;
    }
    this.#lastDraw = time;
    this.#draw();
  }

  #draw() {
    const smoothed = this.amount > 0;
    const shape = [smoothed, this.log, dense(this.table.steps.length), ...this.curves.map((c) => c.name)].join();
    const data = this.#data(smoothed);
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#plot?.destroy();
      this.#plot = new uPlot(plotOptions(this.#chart(smoothed)), data, this.querySelector('.plot'));
    } else {
      this.#plot.setData(data);
    }
    this.dataset.points = this.table.steps.length;
    this.#values(this.#plot.cursor.idx);
    this.querySelector('.plot').setAttribute('aria-label', this.#summary());
  }

  #chart(smoothed) {
    return {
      ...this.#box(), log: this.log, curves: this.curves, smoothed, dense: dense(this.table.steps.length),
      shown: (name) => !this.off.has(name),
      range: () => this.range,
      marks: () => this.stages,
      onZoom: (range) => this.dispatchEvent(new CustomEvent('zoom', { detail: range, bubbles: true })),
      onCursor: (row) => this.#values(row),
    };
  }

  #box() {
    const plot = this.querySelector('.plot');
    return { width: Math.max(120, plot.clientWidth), height: plot.clientHeight };
  }

  #data(smoothed) {
    const { steps, revision } = this.table;
    const starts = this.stages.map((s) => s.step);
    const columns = this.curves.flatMap(({ name }) => {
      const raw = this.table.columns.get(name) ?? new Array(steps.length).fill(null);
      if (!smoothed) return [raw];
      if (!this.#smoothers.has(name)) this.#smoothers.set(name, new Smoother());
      return [raw, this.#smoothers.get(name).smooth(steps, raw, this.amount, starts, revision)];
    });
    return [steps, ...(this.log ? columns.map((c) => c.map((v) => (v > 0 ? v : null))) : columns)];
  }

  /** Writes the values below the cursor, or the newest ones, into the legend without drawing it again. */
  #values(row) {
    if (!this.#plot) return;
    const at = row === null || row === undefined ? undefined : row;
    const smoothed = this.amount > 0;
    const step = this.querySelector('.legend-step');
    if (step) step.textContent = at === undefined ? '' : `step ${count(this.table.steps[at] ?? 0)}`;
    this.curves.forEach(({ name }, i) => {
      const column = this.#plot.data[smoothed ? 2 * i + 2 : i + 1];
      const value = at === undefined ? this.#latest(column) : column?.[at];
      const place = this.querySelector(`[data-curve="${CSS.escape(name)}"] .value`);
      if (place) place.textContent = value === null || value === undefined ? '' : compact(value);
    });
  }

  #latest(column = []) {
    let i = column.length - 1;
    while (i > 0 && column[i] === null) i--;
    return column[i];
  }

  #summary() {
    const { steps } = this.table;
    if (steps.length === 0) return `${this.heading}: no points yet`;
    const parts = this.curves.map(({ name, label }) => `${label} ${compact(this.table.latest(name))}`);
    return `${this.heading} up to step ${steps.at(-1)}: ${parts.join(', ')}`;
  }
}

customElements.define('line-chart', LineChart);
