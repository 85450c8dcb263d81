import { html, PageElement } from '../shared/element.js';
import { api } from '../api.js';

const TILES = ['Autoencoder', 'M', 'E', 'Prior'];

/** The latents behind one prediction (figure 5 of the paper): training pulls those of M and E towards the prior. */
class LatentMaps extends PageElement {
  static properties = { run: {}, sample: {}, missing: { state: true } };

  willUpdate(changed) {
    if (changed.has('sample')) this.missing = false;
  }

  render() {
    const { image, step, file } = this.sample;
    if (this.missing) return html`<p class="small muted">This run has no latent maps; runs of this release write them with every validation.</p>`;
    return html`<div class="latent-tiles" aria-hidden="true">${TILES.map((tile) => html`<span>${tile}</span>`)}</div>
      <img class="latents" src=${api.latentsAddress(this.run, file)} data-testid="latent-maps" @error=${() => (this.missing = true)}
        alt="${image} at step ${step}: four channels each of the autoencoder's latent, of M's, of E's and of the annotation prior">`;
  }
}

customElements.define('latent-maps', LatentMaps);
