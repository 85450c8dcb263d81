import { html, nothing, PageElement } from '../shared/element.js';
import { check } from './check.js';

/** One setting of the form: its name, what it does, its unit and its value; says at once what is wrong with it. */
class SettingField extends PageElement {
  static properties = { setting: {}, value: {}, preset: {}, refusal: {} };

  render() {
    const { key, help, unit } = this.setting;
    const changed = this.value !== this.preset;
    const error = this.refusal || check(this.setting, this.value);
    const id = `set-${key.replaceAll('.', '-')}`;
    return html`<div class="setting ${changed ? 'changed' : ''}">
      <div class="setting-words"><label for=${id} class="mono">${key}</label>${changed ? html`<span class="changed-mark small">changed</span>` : nothing}
        <p class="small muted" id="${id}-help">${help}</p></div>
      <div class="setting-value">
        <div class="setting-line">${this.#control(id, error)}${unit ? html`<span class="small muted">${unit}</span>` : nothing}</div>
        ${error ? html`<p class="error" id="${id}-error">${error}</p>` : nothing}
        ${changed ? html`<button type="button" class="button quiet small" @click=${() => this.#tell(this.preset)}>Back to ${this.preset === '' ? 'empty' : this.preset}</button>` : nothing}
      </div></div>`;
  }

  #control(id, error) {
    const { kind, choices, allowed } = this.setting;
    if (kind === 'flag') {
      return html`<input type="checkbox" id=${id} .checked=${this.value === 'true'} aria-describedby="${id}-help" @change=${(e) => this.#tell(String(e.target.checked))}>`;
    }
    if (kind === 'choice') {
      return html`<select id=${id} aria-describedby="${id}-help" @change=${(e) => this.#tell(e.target.value)}>
        ${choices.map((choice) => html`<option ?selected=${choice === this.value}>${choice}</option>`)}</select>`;
    }
    const number = kind !== 'text';
    return html`<input type="text" id=${id} .value=${this.value} inputmode=${number ? 'decimal' : 'text'} spellcheck="false" autocomplete="off" title=${allowed}
      aria-invalid=${error ? 'true' : 'false'} aria-describedby="${id}-help ${error ? `${id}-error` : ''}" @input=${(e) => this.#tell(e.target.value)}>`;
  }

  #tell(value) {
    this.dispatchEvent(new CustomEvent('setting', { detail: { key: this.setting.key, value }, bubbles: true }));
  }
}

customElements.define('setting-field', SettingField);
