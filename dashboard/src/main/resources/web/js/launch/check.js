// Checks a value as it is typed. The server decides in the end; this only says early what it would say.

/** What is wrong with a value of a setting, or '' when nothing is. */
export function check(setting, text) {
  const value = text.trim();
  if (setting.kind === 'choice') return setting.choices.includes(value) ? '' : `Choose one of ${setting.choices.join(', ')}.`;
  if (setting.kind === 'integer' || setting.kind === 'number') return checkNumber(setting, value);
  if (setting.key === 'data.labelled') return checkShare(value);
  return '';
}

function checkNumber({ kind, allowed }, value) {
  const number = Number(value);
  const form = kind === 'integer' ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
  const range = /from (\S+) to (\S+)/.exec(allowed);
  const multiple = /multiple of (\d+)/.exec(allowed);
  const good = form.test(value)
    && (!range || (number >= Number(range[1]) && number <= Number(range[2])))
    && (!multiple || number % Number(multiple[1]) === 0);
  return good ? '' : `Must be ${allowed}.`;
}

/** A share such as 10%, or a count of images. */
export function checkShare(value) {
  const percent = /^(\d+\.?\d*)%$/.exec(value);
  if (percent ? percent[1] > 0 && percent[1] <= 100 : /^[1-9]\d{0,8}$/.test(value)) return '';
  return 'Write a share such as 10% or a number of images such as 55.';
}
