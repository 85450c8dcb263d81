import { html, nothing, PageElement } from '../shared/element.js';
import { ago, count, duration, score } from '../shared/format.js';
import { ended, STAGES } from '../shared/states.js';
import { ConnectionController } from '../connection.js';
import { runAddress } from '../router.js';
import '../shared/state-badge.js';
import './run-sparkline.js';

/** One run of the list; the whole row leads to it, the box beside it chooses it for a comparison. */
class RunRow extends PageElement {
  static properties = { run: {}, chosen: { type: Boolean } };
  #connection = new ConnectionController(this);

  render() {
    const run = this.run;
    const folder = run.data.split(/[/\\]/).filter(Boolean).pop() ?? run.data;
    return html`<label class="run-choose" title="Choose for a comparison"><input type="checkbox" .checked=${this.chosen ?? false} aria-label="Compare ${run.name || run.id}" data-testid="choose"
        @change=${(e) => this.dispatchEvent(new CustomEvent('choose', { detail: { id: run.id, on: e.target.checked }, bubbles: true }))}></label><a class="run-row" href=${runAddress(run.id)} data-testid="run-row" data-run=${run.id}>
      <span class="run-row-name"><strong>${run.name || run.id}</strong>
        <span class="muted small"><span title=${run.data}>${folder}</span> · ${run.preset} · ${run.labelled} labelled${run.method === 'supervised' ? ' · supervised' : ''}</span></span>
      <span class="run-row-state"><state-badge .state=${run.state}></state-badge></span>
      <span class="run-row-progress">${this.#progress()}</span>
      <span class="run-row-line"><run-sparkline .run=${run}></run-sparkline></span>
      <span class="run-row-score">${this.#score()}</span>
      <span class="run-row-when muted small">${ago(run.created)}</span>
    </a>`;
  }

  #progress() {
    const { progress: p, state, failure } = this.run;
    if (state === 'FAILED' && failure) return html`<span class="small clip muted" title=${failure.message}>${failure.message}</span>`;
    if (state === 'QUEUED' && !p) return html`<span class="small muted">Waits for a device</span>`;
    if (!p || state === 'COMPLETED') return html`<span class="small muted">${this.#took()}</span>`;
    const left = state === 'RUNNING' && p.secondsLeft >= 0 && !this.#connection.stale ? ` · ${duration(p.secondsLeft)} left` : '';
    return html`<progress class="bar ${ended(state) ? 'quiet' : ''}" max=${p.steps} value=${p.step} aria-label="Progress"></progress>
      <span class="small muted num">${STAGES[p.stage]} · ${count(p.step)} / ${count(p.steps)}${left}</span>`;
  }

  #took() {
    const { started, ended: end, state } = this.run;
    if (started && end) return `${state === 'COMPLETED' ? 'Finished in' : 'Ran for'} ${duration((end - started) / 1000)}`;
    return '';
  }

  #score() {
    const { best, scores } = this.run;
    if (!best && !scores) return nothing;
    const value = scores?.dice ?? Math.max(best.dice ?? 0, best.ema_dice ?? 0);
    return html`<strong class="num">${score(value)}</strong><span class="muted small">${scores ? 'test' : 'best'} Dice</span>`;
  }
}

customElements.define('run-row', RunRow);
