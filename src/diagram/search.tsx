import * as React from 'react';

import type { DiagramCanvas } from './canvas';
import { Combobox, type IChoice } from './combobox';
import { tableName } from './drawing';
import { complete } from './selector';
import { trans } from './translation';

export interface ISearchProps {
  readonly canvas: DiagramCanvas;
  readonly search: React.Ref<HTMLInputElement>;
  readonly onJump: (id: string) => void;
}

/** Finds a table or a module and jumps to it. */
export function Search(props: ISearchProps): JSX.Element {
  const [text, setText] = React.useState('');
  const { canvas } = props;
  const choices = (needle: string): IChoice[] => {
    const wanted = needle.trim().replace(':', '.').toLowerCase();
    if (!wanted || !canvas.snapshot) {
      return [];
    }
    const found: [number, IChoice][] = [];
    for (const { id } of canvas.snapshot.project.tables) {
      const name = tableName(id);
      const rank = rankOf(id, name, wanted);
      if (rank !== null) {
        const detail = id.slice(0, id.indexOf(':'));
        found.push([rank, { value: id, label: name, detail }]);
      }
    }
    for (const { name } of canvas.snapshot.modules) {
      const at = name.toLowerCase().lastIndexOf(wanted);
      if (at >= 0) {
        const rank = 50 + name.length;
        found.push([rank, { value: name, label: name, detail: 'module' }]);
      }
    }
    return found
      .sort((one, other) => one[0] - other[0])
      .slice(0, 12)
      .map(([, choice]) => choice);
  };
  return (
    <Combobox
      label={trans.__('Search tables and modules')}
      placeholder={trans.__('Search  /')}
      value={text}
      choices={choices}
      told={count =>
        count
          ? trans._n('%1 match', '%1 matches', count)
          : trans.__('No table or module matches “%1”.', text.trim())
      }
      onText={setText}
      onTake={choice => {
        const taken = choice ?? choices(text)[0];
        if (taken) {
          setText('');
          props.onJump(taken.value);
        }
      }}
      onLeave={() => {
        setText('');
        canvas.node.focus({ preventScroll: true });
      }}
      inputRef={props.search}
    />
  );
}

/**
 * How well a table matches, the lower the better; null where it does not. It is also found by its name in Python, with as
 * much of the module before it as is written.
 *
 * @param wanted - in lower case
 */
export function rankOf(
  id: string,
  name: string,
  wanted: string
): number | null {
  const at = name.toLowerCase().indexOf(wanted);
  if (at >= 0) {
    return at * 100 + name.length;
  }
  if (!wanted.includes('.')) {
    return null;
  }
  const whole = id.replace(':', '.').toLowerCase();
  const dotted = whole.indexOf(wanted);
  if (dotted >= 0) {
    // The whole of the name before its beginning.
    return whole.length - dotted - wanted.length;
  }
  const dot = wanted.lastIndexOf('.');
  const [within, last] = [wanted.slice(0, dot), wanted.slice(dot + 1)];
  const module = whole.slice(0, whole.length - name.length - 1);
  return last && name.toLowerCase().includes(last) && module.includes(within)
    ? 1000 + name.length
    : null;
}

/** Shows only what a selector names. */
export function Selector({ canvas }: { canvas: DiagramCanvas }): JSX.Element {
  const applied = canvas.view.select;
  const [text, setText] = React.useState(applied);
  React.useEffect(() => setText(applied), [applied]);
  const cut = text.lastIndexOf(' ') + 1;
  const invalid = Boolean(applied) && Boolean(canvas.resolved?.problems.length);
  return (
    <Combobox
      label={trans.__(
        'Show only what a selector names, such as +Session tier:computed'
      )}
      placeholder={trans.__('Select, e.g. +Session')}
      value={text}
      invalid={invalid}
      choices={() =>
        canvas.snapshot && text.slice(cut)
          ? complete(canvas.snapshot.project.tables, text.slice(cut)).map(
              word => ({ value: word, label: word })
            )
          : []
      }
      onText={value => {
        setText(value);
        if (!value.trim()) {
          canvas.change({ select: '' });
        }
      }}
      onTake={choice => {
        const value = choice ? text.slice(0, cut) + choice.value : text;
        setText(value);
        canvas.change({ select: value.trim() });
      }}
      onLeave={() => {
        setText(applied);
        canvas.node.focus({ preventScroll: true });
      }}
    />
  );
}
