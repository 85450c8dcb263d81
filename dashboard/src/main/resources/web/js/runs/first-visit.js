import { html, PageElement } from '../shared/element.js';

const STEPS = [
  ['Bring images and a few masks', 'A folder with images/ and masks/ is enough; most public layouts are recognised. Images without a mask are used too.'],
  ['Launch', 'Choose a preset and how much is labelled. A small autoencoder is trained first, then both branches are aligned, then they segment.'],
  ['Watch and decide', 'Curves and predictions arrive as they are made. Stop and resume whenever you like; the test images are scored once, at the end.'],
];

/** What somebody sees who has no run yet. */
class FirstVisit extends PageElement {
  static properties = { copied: { state: true } };

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
        <a class="button primary" href="#/launch">Launch a run</a>
        <p class="first-demo"><span class="muted">or, without any data, a few minutes on generated images:</span>
          <code class="command">./semigda demo</code>
          <button class="button quiet small" ?hidden=${!navigator.clipboard} @click=${this.#copy} aria-live="polite">${this.copied ? 'Copied' : 'Copy'}</button></p>
      </div>
    </section>`;
  }

  async #copy() {
    await navigator.clipboard.writeText('./semigda demo');
    this.copied = true;
  }
}

customElements.define('first-visit', FirstVisit);
