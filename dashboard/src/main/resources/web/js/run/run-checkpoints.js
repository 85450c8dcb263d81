import { html, PageElement } from '../shared/element.js';
import { api } from '../api.js';
import { count, score } from '../shared/format.js';
import { STAGES } from '../shared/states.js';
import { ModelController } from './run-model.js';

const MEANING = { last: 'newest; Resume starts here', best: 'best Dice', 'best-ema': 'best Dice of the EMA' };

/** What is saved, and where. */
class RunCheckpoints extends PageElement {
  static properties = { model: {} };
  #redraw = new ModelController(this, 'checkpoints');

  render() {
    const list = this.model.checkpoints;
    return html`<section aria-labelledby="checkpoints-title" data-testid="checkpoints">
      <div class="head section-head"><h2 id="checkpoints-title">Checkpoints</h2></div>
      <div class="card table-card" tabindex="0" role="region" aria-label="Checkpoints">${list.length ? this.#table(list) : html`<p class="empty muted">None yet. The first is written within the first steps; “Save now” makes one at once.</p>`}</div>
    </section>`;
  }

  #table(list) {
    return html`<table><thead><tr><th scope="col">Name</th><th scope="col" class="right">Step</th><th scope="col" class="right">Dice</th><th scope="col">Download</th></tr></thead>
      <tbody>${list.map((c) => html`<tr><th scope="row"><span class="mono">${c.name}</span><span class="muted small">${MEANING[c.name] ?? ''}</span></th>
        <td class="right num">${count(c.step)}<span class="share muted small">${STAGES[c.stage]}</span></td><td class="right num">${score(this.#dice(c))}</td>
        <td>${this.#files().map(([file, word, title]) => html`<a class="download" href=${api.checkpointAddress(this.model.id, c.name, file)} download="${this.model.id}-${c.name}-${file}" title=${title} data-testid="download-${c.name}-${word}" aria-label="${word} of ${c.name}">${word}</a>`)}</td></tr>`)}</tbody></table>`;
  }

  #files() {
    return [['model.safetensors', 'model', 'Weights as they were trained'], ['ema.safetensors', 'EMA', 'Averaged weights'], ['manifest.json', 'manifest', 'Settings, position, and the hash of every file']];
  }

  #dice({ name, scores = {} }) {
    const ema = name.endsWith('ema');
    return (ema ? scores.ema_dice ?? scores['validation/ema_dice'] : undefined) ?? scores.dice ?? scores['validation/dice'];
  }
}

customElements.define('run-checkpoints', RunCheckpoints);
