import { nullTranslator } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import * as React from 'react';

import { TextField } from '../fields';
import { Form, type IFieldsProps } from '../form';
import { Planner } from '../planner';

interface IOptions {
  readonly name: string;
}

function Fields(props: IFieldsProps<IOptions>): React.ReactElement {
  return (
    <TextField
      name="name"
      label={props.trans.__('Name')}
      problem=""
      value={props.options.name}
      change={name => props.change({ name }, 'name')}
    />
  );
}

/** What a browser does for a key: the text changes, the caret stands behind the new letter, then the page is told. */
function press(input: HTMLInputElement, letter: string): void {
  const { value, selectionStart } = input;
  const place = selectionStart ?? 0;
  Object.getOwnPropertyDescriptor(
    HTMLInputElement.prototype,
    'value'
  )!.set!.call(input, value.slice(0, place) + letter + value.slice(place));
  input.setSelectionRange(place + 1, place + 1);
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

describe('Form', () => {
  it('holds each key before its event ends and leaves the caret where it is, while no plan comes', async () => {
    const asked: object[] = [];
    const form = new Form<IOptions>({
      planner: new Planner(options => {
        asked.push(options);
        return new Promise(() => {});
      }),
      options: { name: 'abcdef' },
      trans: nullTranslator.load('djlab'),
      fields: Fields,
      request: options => options,
      apply: () => Promise.reject(new Error('never'))
    });
    Widget.attach(form, document.body);
    await form.renderPromise;
    await new Promise(resolve => setTimeout(resolve));
    const input = form.node.querySelector('input')!;
    input.focus();
    input.setSelectionRange(3, 3);
    press(input, 'X');
    press(input, 'Y');
    expect(input.value).toBe('abcXYdef');
    expect(input.selectionStart).toBe(5);
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(input.value).toBe('abcXYdef');
    expect(input.selectionStart).toBe(5);
    expect(asked).toEqual([{ name: 'abcdef' }]);
    form.dispose();
  });
});
