import { html, nothing, PageElement } from '../shared/element.js';
import { api } from '../api.js';
import { count, score } from '../shared/format.js';

/** The same image as several runs see it; the slider goes through the time of each run, from its first to its last picture. */
class ComparePictures extends PageElement {
  static properties = { model: {}, revision: {}, image: { state: true }, place: { state: true } };

  constructor() {
    super();
    this.place = 100;
  }

  render() {
    const images = this.model.images();
    const image = images.includes(this.image) ? this.image : images[0];
    return html`<section aria-labelledby="compare-pictures-title" data-testid="compare-pictures">
      <div class="head section-head"><h2 id="compare-pictures-title">The same image</h2>${image ? this.#tools(images, image) : nothing}</div>
      ${image ? html`<div class="samples">${this.model.runs.map((run) => this.#run(run, image))}</div>` : html`<p class="card empty muted">None of these runs has pictures yet.</p>`}</section>`;
  }

  #tools(images, image) {
    return html`<div class="samples-tools">
      <label class="inline small">Image <select class="mono" @change=${(e) => (this.image = e.target.value)}>${images.map((name) => html`<option ?selected=${name === image}>${name}</option>`)}</select></label>
      <label class="samples-slider small">Time <input type="range" min="0" max="100" .value=${String(this.place)} aria-label="How far into each run" aria-valuetext="${this.place} % of each run's pictures"
        @input=${(e) => (this.place = Number(e.target.value))}><span class="muted num samples-place">${this.place} %</span></label></div>`;
  }

  #run(run, image) {
    const mine = (this.model.samples.get(run.id) ?? []).filter((s) => s.image === image).sort((a, b) => a.step - b.step);
    const s = mine[Math.round((this.place / 100) * (mine.length - 1))];
    return html`<figure class="card sample"><figcaption><span class="clip">${run.name || run.id}</span>${s ? html`<span class="num">Step ${count(s.step)} · Dice <strong>${score(s.dice)}</strong></span>` : nothing}</figcaption>
      ${s ? html`<div class="sample-scroll" tabindex="0" role="group" aria-label="Picture by ${run.name || run.id}"><img src=${api.sampleAddress(run.id, s.file)} alt="${image} by ${run.name || run.id} at step ${s.step}. Dice ${score(s.dice)}"></div>`
        : html`<p class="small muted">No picture of this image.</p>`}</figure>`;
  }
}

customElements.define('compare-pictures', ComparePictures);
