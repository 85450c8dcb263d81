import { html, nothing, PageElement } from '../shared/element.js';
import { count } from '../shared/format.js';

const SHOWN = 20;

/** What an inspection found: counts, shapes, and what is wrong, each problem with its file. */
class DataFacts extends PageElement {
  static properties = { facts: {}, all: { state: true } };

  willUpdate(changed) {
    if (changed.has('facts')) this.all = false;
  }

  render() {
    const f = this.facts;
    const share = (part) => `${(100 * part).toFixed(1)} %`;
    const rows = [
      ['Images with a mask', count(f.pairs)], ['Images without', count(f.unlabelled)], ['Arrangement', f.layout],
      ...(f.protocol === 'none' ? [] : [['Protocol of the paper', f.protocol]]),
      ['Sizes', list(f.sizes)], ['Pixels', list(f.modes)],
      ...(Object.keys(f.parts).length > 1 ? [['Parts', list(f.parts)]] : []),
      ...(f.groups ? [['Groups that stay together', count(f.groups)]] : []),
      ...(f.pairs ? [['Foreground', `${share(f.foreground.mean)} of an image; from ${share(f.foreground.least)} to ${share(f.foreground.greatest)}`], ['Empty masks', count(f.empty_masks)], ['Values in masks', Object.keys(f.mask_values).join(', ')]] : []),
      ...(Object.keys(f.left_out).length ? [['Left out on purpose', list(f.left_out)]] : []),
    ];
    return html`<dl class="card facts data-facts" data-testid="data-facts">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd class="num">${value}</dd></div>`)}</dl>${this.#problems(f.problems)}`;
  }

  #problems(problems) {
    if (problems.length === 0) return html`<p class="notice good" data-testid="data-problems">Nothing is wrong with it: every image can be read, every mask has its image, and no image is there twice.</p>`;
    const shown = this.all ? problems : problems.slice(0, SHOWN);
    return html`<section aria-labelledby="problems-title" data-testid="data-problems"><h2 id="problems-title" class="section-head">${count(problems.length)} ${problems.length === 1 ? 'warning' : 'warnings'}</h2>
      <div class="card table-card" tabindex="0" role="region" aria-label="Warnings"><table><thead><tr><th scope="col">File</th><th scope="col">What is wrong</th></tr></thead>
        <tbody>${shown.map((p) => html`<tr><th scope="row"><span class="mono">${p.file}</span></th><td>${p.message}<span class="muted small mono"> ${p.code}</span></td></tr>`)}</tbody></table></div>
      ${shown.length < problems.length ? html`<button class="button quiet small" @click=${() => (this.all = true)}>Show all ${count(problems.length)}</button>` : nothing}</section>`;
  }
}

/** "384 × 288 in 612, 100 × 100 in 2" of counts by value, the first ones. */
function list(counts) {
  const all = Object.entries(counts);
  const words = all.slice(0, 4).map(([value, n]) => (all.length === 1 ? value : `${value} in ${count(n)}`));
  return all.length > 4 ? `${words.join(', ')} and ${all.length - 4} more` : words.join(', ');
}

customElements.define('data-facts', DataFacts);
