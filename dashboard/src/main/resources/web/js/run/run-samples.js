import { html, nothing, PageElement } from '../shared/element.js';
import { api } from '../api.js';
import { count, score } from '../shared/format.js';
import { ModelController } from './run-model.js';

const TILES = ['Image', 'Truth', 'Image branch', 'Mask branch', 'Mean', 'Errors'];

/** The same validation images at every validation, with one slider through time. */
class RunSamples extends PageElement {
  static properties = { model: {}, chosen: { state: true } };
  #redraw = new ModelController(this, 'samples');

  get steps() {
    return [...new Set(this.model.samples.map((s) => s.step))].sort((a, b) => a - b);
  }

  render() {
    const steps = this.steps;
    const at = this.chosen === undefined ? steps.length - 1 : Math.max(0, steps.indexOf(this.chosen));
    return html`<section aria-labelledby="samples-title" data-testid="samples" data-steps=${steps.length}>
      <div class="head section-head"><h2 id="samples-title">Validation pictures</h2>${steps.length ? this.#slider(steps, at) : nothing}</div>
      ${steps.length ? this.#pictures(steps[at]) : html`<p class="card empty muted">The first pictures come with the first validation, in stage 2.</p>`}
    </section>`;
  }

  #slider(steps, at) {
    const newest = at === steps.length - 1;
    return html`<label class="samples-slider small"><span class="num">Step ${count(steps[at])}</span>
      <input type="range" min="0" max=${steps.length - 1} step="1" .value=${String(at)} ?disabled=${steps.length < 2} data-testid="samples-slider"
        aria-label="Validation" aria-valuetext="step ${steps[at]}, ${at + 1} of ${steps.length}" @input=${(e) => this.#choose(steps, Number(e.target.value))}>
      <span class="muted num samples-place">${newest ? 'newest' : `${at + 1} of ${steps.length}`}</span></label>`;
  }

  /** At the right end the slider stays with the newest pictures. */
  #choose(steps, index) {
    this.chosen = index === steps.length - 1 ? undefined : steps[index];
    for (const near of [steps[index - 1], steps[index + 1]]) this.#prepare(near);
  }

  #prepare(step) {
    for (const s of this.model.samples) if (s.step === step) new Image().src = api.sampleAddress(this.model.id, s.file);
  }

  #pictures(step) {
    const shown = this.model.samples.filter((s) => s.step === step).sort((a, b) => a.image.localeCompare(b.image));
    return html`<div class="samples">${shown.map((s) => html`<figure class="card sample">
        <figcaption><span class="mono clip" title=${s.image}>${s.image}</span><span class="num">Dice <strong>${score(s.dice)}</strong></span></figcaption>
        <div class="sample-scroll" tabindex="0" role="group" aria-label="Picture of ${s.image}">
          <div class="sample-tiles" aria-hidden="true">${TILES.map((tile) => html`<span>${tile}</span>`)}</div>
          <img src=${api.sampleAddress(this.model.id, s.file)} alt="${s.image} at step ${s.step}: image, truth, prediction of the image branch, of the mask branch, their mean, and the errors. Dice ${score(s.dice)}">
        </div></figure>`)}</div>
      <p class="small muted samples-key"><span class="key fp"></span>found, but not there <span class="key fn"></span>there, but missed</p>`;
  }
}

customElements.define('run-samples', RunSamples);
