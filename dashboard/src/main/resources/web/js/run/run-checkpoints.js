import { html, PageElement } from '../shared/element.js';
import { count, score } from '../shared/format.js';
import { STAGES } from '../shared/states.js';
import { ModelController } from './run-model.js';

const MEANING = { last: 'newest; Resume starts here', best: 'best validation Dice', 'best-ema': 'best validation Dice, averaged weights' };

/** What is saved, and where. */
class RunCheckpoints extends PageElement {
  static properties = { model: {} };
  #redraw = new ModelController(this, 'checkpoints');

  render() {
    const list = this.model.checkpoints;
    return html`<section aria-labelledby="checkpoints-title" data-testid="checkpoints">
      <div class="head section-head"><h2 id="checkpoints-title">Checkpoints</h2></div>
      <div class="card table-card">${list.length ? this.#table(list) : html`<p class="empty muted">None yet. The first is written within the first steps; “Save now” makes one at once.</p>`}</div>
    </section>`;
  }

  #table(list) {
    return html`<table><thead><tr><th scope="col">Name</th><th scope="col">Stage</th><th scope="col" class="right">Step</th><th scope="col" class="right">Dice</th></tr></thead>
      <tbody>${list.map((c) => html`<tr><th scope="row"><span class="mono">${c.name}</span><span class="muted small">${MEANING[c.name] ?? ''}</span></th>
        <td>${STAGES[c.stage]}</td><td class="right num">${count(c.step)}</td><td class="right num">${score(this.#dice(c))}</td></tr>`)}</tbody></table>`;
  }

  #dice({ name, scores = {} }) {
    const ema = name.endsWith('ema');
    return (ema ? scores.ema_dice ?? scores['validation/ema_dice'] : undefined) ?? scores.dice ?? scores['validation/dice'];
  }
}

customElements.define('run-checkpoints', RunCheckpoints);
