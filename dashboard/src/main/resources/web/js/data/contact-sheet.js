import { html, nothing, PageElement } from '../shared/element.js';
import { api } from '../api.js';
import { count } from '../shared/format.js';

const AT_ONCE = 48;

/** Many small images with the outlines of their masks: pairs that do not belong together show at once. */
class ContactSheet extends PageElement {
  static properties = { datasetId: {}, images: { type: Number }, most: { type: Number }, shown: { state: true }, heading: {} };

  constructor() {
    super();
    Object.assign(this, { images: 0, most: AT_ONCE, heading: 'Contact sheet' });
  }

  willUpdate(changed) {
    if (changed.has('datasetId') || changed.has('most')) this.shown = this.most;
  }

  render() {
    const shown = Math.min(this.shown, this.images);
    return html`<section aria-labelledby="sheet-title" data-testid="contact-sheet"><h2 id="sheet-title" class="section-head">${this.heading}</h2>
      <ul class="sheet">${Array.from({ length: shown }, (_, n) => this.#tile(n))}</ul>
      ${shown < this.images ? html`<button class="button small" @click=${() => (this.shown += AT_ONCE)}>Show more <span class="muted num">${count(shown)} of ${count(this.images)}</span></button>` : nothing}</section>`;
  }

  #tile(n) {
    const whole = api.pictureAddress(this.datasetId, n, 'image');
    return html`<li><a href=${whole} target="_blank" rel="noopener"><img src=${api.pictureAddress(this.datasetId, n, 'thumbnail')} loading="lazy" alt="Image ${n + 1}, with the outline of its mask if it has one"></a></li>`;
  }
}

customElements.define('contact-sheet', ContactSheet);
