import { html, PageElement } from '../shared/element.js';

const WORDS = {
  demo: ['Demo', 'Minutes on a laptop. To see everything work.'],
  small: ['Small', 'An hour or so on a laptop. For small sets and first results.'],
  paper: ['Paper', 'As published. Wants a GPU and the Stable Diffusion autoencoder.'],
  release: ['Release', 'As the authors’ code does it, where that differs from the paper.'],
};

/** What a run starts from. */
class PresetCards extends PageElement {
  static properties = { presets: {}, chosen: {} };

  render() {
    return html`<fieldset class="presets"><legend>Preset</legend>${this.presets.map((preset) => this.#card(preset))}</fieldset>`;
  }

  #card({ name, settings: s }) {
    const [title, text] = WORDS[name] ?? [name, ''];
    return html`<label class="preset"><input type="radio" name="preset" value=${name} .checked=${name === this.chosen} data-testid="preset-${name}"
        @change=${() => this.dispatchEvent(new CustomEvent('preset', { detail: name, bubbles: true }))}>
      <span><strong>${title}</strong><span class="small muted">${text}</span>
      <span class="small muted num">${s['image.size']} px · width ${s['vae.ch']} · ${length(s, 1)} + ${length(s, 2)}</span></span></label>`;
  }
}

function length(settings, stage) {
  const steps = Number(settings[`stage${stage}.steps`]);
  return steps > 0 ? `${steps} steps` : `${settings[`stage${stage}.epochs`]} epochs`;
}

customElements.define('preset-cards', PresetCards);
