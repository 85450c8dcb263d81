import { html, nothing, PageElement } from '../shared/element.js';
import { api } from '../api.js';
import { count, score } from '../shared/format.js';
import { sparkline } from '../shared/sparkline.js';
import { ModelController } from './run-model.js';
import './latent-maps.js';

const TILES = ['Image', 'Truth', 'Image branch', 'Mask branch', 'Mean', 'Errors'];

/** The same validation images at every validation, with one slider through time. */
class RunSamples extends PageElement {
  static properties = { model: {}, chosen: { state: true }, latents: { state: true } };
  #redraw = new ModelController(this, 'samples');
  #keys = (event) => this.#key(event);

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('keydown', this.#keys);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#keys);
  }

  get steps() {
    return [...new Set(this.model.samples.map((s) => s.step))].sort((a, b) => a - b);
  }

  #at(steps) {
    const index = this.chosen === undefined ? -1 : steps.indexOf(this.chosen);
    return index < 0 ? steps.length - 1 : index;
  }

  render() {
    const steps = this.steps;
    const at = this.#at(steps);
    return html`<section aria-labelledby="samples-title" data-testid="samples" data-steps=${steps.length} data-step=${steps[at] ?? nothing}>
      <div class="head section-head"><h2 id="samples-title">Validation pictures</h2>${steps.length ? this.#slider(steps, at) : nothing}</div>
      ${steps.length ? this.#pictures(steps, at) : html`<p class="card empty muted">The first pictures come with the first validation, in stage 2.</p>`}
    </section>`;
  }

  #slider(steps, at) {
    const newest = at === steps.length - 1;
    return html`<div class="samples-tools">
      <label class="inline small"><input type="checkbox" .checked=${this.latents ?? false} data-testid="latents" @change=${(e) => (this.latents = e.target.checked)}> Latent maps</label>
      <label class="samples-slider small"><span class="num">Step ${count(steps[at])}</span>
      <input type="range" min="0" max=${steps.length - 1} step="1" .value=${String(at)} ?disabled=${steps.length < 2} data-testid="samples-slider"
        aria-label="Validation" aria-valuetext="step ${steps[at]}, ${at + 1} of ${steps.length}" @input=${(e) => this.#choose(steps, Number(e.target.value))}>
      <span class="muted num samples-place">${newest ? 'newest' : `${at + 1} of ${steps.length}`}</span></label></div>`;
  }

  /** Left and right move through time, wherever one reads, unless the key means something there. */
  #key(event) {
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!direction || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
    if (event.target.closest?.('input, select, textarea, .sample-scroll, .table-card, .log')) return;
    const steps = this.steps;
    if (steps.length < 2) return;
    event.preventDefault();
    this.#choose(steps, Math.max(0, Math.min(steps.length - 1, this.#at(steps) + direction)));
  }

  /** At the right end the slider stays with the newest pictures. */
  #choose(steps, index) {
    this.chosen = index === steps.length - 1 ? undefined : steps[index];
    for (const near of [steps[index - 1], steps[index + 1]]) this.#prepare(near);
  }

  #prepare(step) {
    for (const s of this.model.samples) if (s.step === step) new Image().src = api.sampleAddress(this.model.id, s.file);
  }

  #pictures(steps, at) {
    const shown = this.model.samples.filter((s) => s.step === steps[at]).sort((a, b) => a.image.localeCompare(b.image));
    return html`<div class="samples">${shown.map((s) => this.#case(s, steps, at))}</div>
      <p class="small muted samples-key"><span class="inline"><span class="key fp"></span>found, but not there</span> <span class="inline"><span class="key fn"></span>there, but missed</span>
        <span>Arrow keys left and right move through time.</span></p>`;
  }

  #case(s, steps, at) {
    const dice = new Map(this.model.samples.filter((other) => other.image === s.image).map((other) => [other.step, other.dice]));
    const known = steps.filter((step) => dice.has(step));
    return html`<figure class="card sample">
      <figcaption><span class="mono clip" title=${s.image}>${s.image}</span>
        ${sparkline(known.map((step) => dice.get(step)), { low: 0, high: 1, at: known.indexOf(steps[at]), label: `Dice of ${s.image} over time` })}
        <span class="num">Dice <strong>${score(s.dice)}</strong></span></figcaption>
      <div class="sample-scroll" tabindex="0" role="group" aria-label="Picture of ${s.image}">
        <div class="sample-tiles" aria-hidden="true">${TILES.map((tile) => html`<span>${tile}</span>`)}</div>
        <img src=${api.sampleAddress(this.model.id, s.file)} alt="${s.image} at step ${s.step}: image, truth, prediction of the image branch, of the mask branch, their mean, and the errors. Dice ${score(s.dice)}">
        ${this.latents ? html`<latent-maps .run=${this.model.id} .sample=${s}></latent-maps>` : nothing}
      </div></figure>`;
  }
}

customElements.define('run-samples', RunSamples);
