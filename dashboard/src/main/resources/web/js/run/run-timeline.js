import uPlot from 'uplot';
import { html, nothing, PageElement } from '../shared/element.js';
import { bytes, compact, count } from '../shared/format.js';
import { Refresh } from '../shared/refresh.js';
import { ended } from '../shared/states.js';
import { TIMES } from './charts.js';
import { stackOptions } from './plot.js';
import { ModelController } from './run-model.js';
import { overTime, PARTS, recent, workers } from './step-parts.js';
import { workerPlaces } from './worker-places.js';

const BETWEEN_DRAWS_MS = 500;
const PLACES_MS = 4000; // heartbeats are in no stream

/** Where the time of a step goes: stacked over time, and as a table of the newest steps of each worker. */
class RunTimeline extends PageElement {
  static properties = { model: {}, worker: { state: true }, range: { state: true }, places: { state: true } };
  #redraw = new ModelController(this, 'curves');
  #refresh = new Refresh(this, () => this.#locate(), { every: PLACES_MS });
  #plot;
  #table;
  #timer = 0;
  #seen = false;
  #size = new ResizeObserver(() => this.#plot?.setSize(this.#box()));
  #view = new IntersectionObserver((entries) => {
    this.#seen = entries.at(-1).isIntersecting;
    this.#later();
  });
  #dark = matchMedia('(prefers-color-scheme: dark)');
  #later = () => {
    this.#timer ||= setTimeout(() => {
      this.#timer = 0;
      if (this.isConnected && this.#seen) this.requestUpdate();
    }, BETWEEN_DRAWS_MS);
  };
  #anew = () => {
    this.#plot?.destroy();
    this.#plot = undefined;
    this.requestUpdate();
  };

  connectedCallback() {
    super.connectedCallback();
    this.#view.observe(this);
    this.#dark.addEventListener('change', this.#anew);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#view.disconnect();
    this.#size.disconnect();
    this.#dark.removeEventListener('change', this.#anew);
    this.#table?.removeEventListener('change', this.#later);
    clearTimeout(this.#timer);
    this.#plot?.destroy();
  }

  async #locate() {
    const { id, view } = this.model;
    this.places = ended(view.state) ? new Map() : await workerPlaces(id);
  }

  willUpdate() {
    const table = this.model.tables.get(TIMES);
    if (table === this.#table) return;
    this.#table?.removeEventListener('change', this.#later);
    this.#table = table;
    table.addEventListener('change', this.#later);
  }

  render() {
    const rows = recent(this.#table);
    return html`<section aria-labelledby="timeline-title" data-testid="timeline" data-workers=${rows.length}>
      <div class="head section-head"><h2 id="timeline-title">Where the time goes</h2>
        <div class="curves-tools">${this.#workers()}<button class="button small" ?hidden=${!this.range} @click=${() => (this.range = undefined)}>Reset zoom</button></div></div>
      ${this.#table.steps.length === 0 ? html`<p class="card empty muted">No step was timed yet.</p>` : html`
      ${rows.filter((row) => row.slow).map((row) => html`<p class="notice warn" role="status" data-testid="slow-worker">Worker ${row.worker} takes ${Math.round(100 * row.slow)} % longer for a step than the others,
        who wait for it. Look whether its device is shared, throttled or short of memory.</p>`)}
      <div class="card chart"><div class="chart-head"><h3>Milliseconds of a step</h3></div><div class="legend">${PARTS.map((part) => html`<span class="chip" title=${part.help}><svg viewBox="0 0 10 10" class="swatch" aria-hidden="true"><rect width="10" height="10" rx="2" class="fill${part.colour.slice(1)}"/></svg>${part.label}</span>`)}
        <span class="legend-step num muted small"></span></div><div class="plot" role="img" aria-label="Time of a step"></div></div>
      ${this.#rows(rows)}`}</section>`;
  }

  #workers() {
    const all = workers(this.#table);
    if (all.length < 2) return nothing;
    const word = (worker) => (worker === '' ? 'Run' : `Worker ${worker}`);
    return html`<div class="segments" role="group" aria-label="Worker">${all.map((worker) => html`<button aria-pressed=${(this.worker ?? all[0]) === worker}
      @click=${() => (this.worker = worker)}>${word(worker)}</button>`)}</div>`;
  }

  #rows(rows) {
    const places = this.places ?? new Map();
    return html`<div class="card table-card timeline-table" tabindex="0" role="region" aria-label="Time of the newest steps"><table data-testid="workers">
      <thead><tr><th scope="col">Newest steps, ms</th>${PARTS.map((part) => html`<th scope="col" class="right">${part.label}</th>`)}<th scope="col" class="right">step</th>
        ${places.size ? html`<th scope="col" class="right">memory</th><th scope="col" class="right">device busy</th>` : nothing}</tr></thead>
      <tbody>${rows.map((row) => this.#row(row, places.get(Number(row.worker)), places.size > 0))}</tbody></table></div>`;
  }

  #row({ worker, parts, total, slow }, place, placed) {
    const share = (ms) => (total ? `${Math.round((100 * ms) / total)} %` : '');
    return html`<tr class=${slow ? 'slow' : ''}><th scope="row">${worker === '' ? 'Worker' : `Worker ${worker}`}${slow ? html`<span class="small">slow</span>` : nothing}
        ${place ? html`<span class="muted small">${place.host}, ${place.device}</span>` : nothing}</th>
      ${parts.map((ms) => html`<td class="right num">${compact(Number(ms.toPrecision(3)))}<span class="muted small share">${share(ms)}</span></td>`)}
      <td class="right num"><strong>${compact(Number(total.toPrecision(3)))}</strong></td>
      ${placed ? html`<td class="right num">${place?.resident ? bytes(place.resident) : '–'}</td>
        <td class="right num">${place?.load ? `${Math.round(100 * place.load.utilization)} %` : '–'}${place?.load ? html`<span class="muted small share">${bytes(place.load.memoryUsed)} used</span>` : nothing}</td>` : nothing}</tr>`;
  }

  #box() {
    const plot = this.querySelector('.plot');
    return { width: Math.max(120, plot.clientWidth), height: plot.clientHeight };
  }

  updated() {
    const place = this.querySelector('.plot');
    if (!place) return;
    const [steps, ...parts] = overTime(this.#table, this.worker ?? workers(this.#table)[0], this.range, Math.floor(this.#box().width / 3));
    const sums = parts.map((_, i) => steps.map((_step, row) => parts.slice(0, i + 1).reduce((sum, part) => sum + part[row], 0)));
    const data = [steps, ...sums.reverse()]; // the highest first, so that each covers what is not its own
    if (this.#plot && this.#plot.root.parentNode !== place) this.#plot = undefined;
    if (this.#plot) this.#plot.setData(data);
    else {
      this.#plot = new uPlot(stackOptions({
        ...this.#box(), parts: [...PARTS].reverse(), range: () => this.range,
        onZoom: (range) => (this.range = range), onCursor: (u) => this.#values(u.cursor.idx),
      }), data, place);
      this.#size.disconnect();
      this.#size.observe(place);
    }
    const last = recent(this.#table)[0];
    place.setAttribute('aria-label', `Time of a step, stacked: ${PARTS.map((p, i) => `${p.label} ${compact(Number(last.parts[i].toPrecision(3)))} ms`).join(', ')}`);
  }

  #values(row) {
    const place = this.querySelector('.legend-step');
    if (!place) return;
    const data = this.#plot?.data;
    place.textContent = row === null || row === undefined || !data ? '' : `step ${count(data[0][row])}: ${compact(Number(data[1][row].toPrecision(3)))} ms`;
  }
}

customElements.define('run-timeline', RunTimeline);
