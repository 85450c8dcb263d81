import { html, nothing, PageElement } from '../shared/element.js';
import { api } from '../api.js';
import { bytes, count, duration } from '../shared/format.js';
import { STAGES } from '../shared/states.js';

/** What a run would take, measured with a few of its steps on a free device; asked for, never guessed. */
class RunEstimate extends PageElement {
  static properties = { spec: {}, blocked: { type: Boolean }, busy: { state: true }, answer: { state: true }, of: { state: true }, problem: { state: true } };

  render() {
    const now = JSON.stringify(this.spec);
    const old = this.answer && this.of !== now;
    return html`<div class="estimate" data-testid="estimate">
      <button type="button" class="button" ?disabled=${this.busy || this.blocked} data-testid="estimate-ask" @click=${() => this.#ask(now)}>${this.busy ? 'Measuring a few steps …' : 'Estimate time and memory'}</button>
      <div role="status">${this.problem ? html`<p class="error">${this.problem}</p>` : this.answer ? this.#shown(old) : nothing}</div></div>`;
  }

  #shown(old) {
    const { seconds, peakMiB, device, images, stages } = this.answer;
    if (old) return html`<p class="small muted">Something was changed since the last estimate.</p>`;
    return html`<p data-testid="estimate-time"><strong class="num">About ${duration(seconds)}</strong>${peakMiB ? html` and <strong class="num">${bytes(peakMiB * 2 ** 20)}</strong> of ${device === 'cpu' ? 'memory' : 'main memory; that of the GPU is not measured'}` : nothing}</p>
      <ul class="launch-what">${stages.map(({ stage, steps, stepMillis }) => html`<li><span class="muted">${STAGES[stage]}</span><span class="num">${count(steps)} × ${count(Math.max(1, stepMillis))} ms</span></li>`)}</ul>
      <p class="small muted">Measured on ${device} with a few steps of each stage${images ? html` for ${count(images)} training images` : nothing}. Validation and the final test come on top.</p>`;
  }

  async #ask(now) {
    Object.assign(this, { busy: true, problem: undefined });
    try {
      this.answer = await api.estimate(this.spec);
      this.of = now;
    } catch (error) {
      this.answer = undefined;
      this.problem = error.message;
    }
    this.busy = false;
  }
}

customElements.define('run-estimate', RunEstimate);
