import { html, nothing, PageElement } from '../shared/element.js';
import { api } from '../api.js';
import { go, runAddress } from '../router.js';

const STEPS = [
  ['Bring images and a few masks', 'A folder with images/ and masks/ is enough; most public layouts are recognised. Images without a mask are used too.'],
  ['Launch', 'Choose a preset and how much is labelled. A small autoencoder is trained first, then both branches are aligned, then they segment.'],
  ['Watch and decide', 'Curves and predictions arrive as they are made. Stop and resume whenever you like; the test images are scored once, at the end.'],
];

/** What somebody sees who has no run yet: what this is, and one button that shows it at work. */
class FirstVisit extends PageElement {
  static properties = { busy: { state: true }, problem: { state: true } };

  render() {
    return html`<section class="card first" data-testid="first-visit" aria-labelledby="first-title">
      <div>
        <h2 id="first-title">Nothing has run here yet</h2>
        <p class="muted first-lead">SemiGDA learns to outline what you look for in medical images, from a few masks and many images without one. Nothing leaves your machines.</p>
      </div>
      <ol class="first-steps">
        ${STEPS.map(([title, text]) => html`<li><h3>${title}</h3><p class="muted">${text}</p></li>`)}
      </ol>
      <div class="first-ways">
        <button class="button primary" data-testid="start-demo" ?disabled=${this.busy} @click=${this.#demo}>${this.busy ? 'Drawing images …' : 'Start the demo'}</button>
        <p class="muted">Trains on 240 generated ultrasound-like images: a few minutes, and no data needed.</p>
        <a class="button" href="#/launch">Launch on your own images</a>
      </div>
      <div role="alert">${this.problem ? html`<p class="error">${this.problem}</p>` : nothing}</div>
    </section>`;
  }

  async #demo() {
    this.busy = true;
    this.problem = undefined;
    try {
      const data = await api.phantoms();
      const run = await api.submit({ apiVersion: 'semigda/v1', name: 'demo', data: data.path, preset: 'demo', settings: {} });
      go(runAddress(run.id));
    } catch (error) {
      this.problem = error.message;
    }
    this.busy = false;
  }
}

customElements.define('first-visit', FirstVisit);
